import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * A fresh folder for this run's databases, below the application, where git ignores it. Two runs never share a file, and a
 * run that was killed is cleaned up by the next.
 */
export const makeFolder = async (root: string): Promise<string> => {
  const parent = join(root, '.holdfast-demo')
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const pid = Number(/^run-(\d+)$/.exec(name)?.[1])
    if (pid === process.pid || (pid > 0 && !isAlive(pid))) await removeFolder(join(parent, name))
  }
  const folder = join(parent, `run-${process.pid}`)
  await mkdir(folder)
  return folder
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })
