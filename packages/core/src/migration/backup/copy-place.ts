import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

const prefix = 'holdfast-copy-'
const host = hostname().replaceAll(/\W/g, '_')
/** The process that made the folder, where it is one of this host's. */
const maker = new RegExp(`^${prefix}${host}-(\\d+)-\\w+$`)

/** A new folder for a copy. Those that processes of this host were killed over are removed first: nobody else would, and a copy is as large and as secret as the database. */
export const copyPlace = async (folder: string): Promise<string> => {
  for (const name of await readdir(folder)) {
    const id = maker.exec(name)?.[1]
    if (id !== undefined && !isAlive(Number(id))) await removeIfOurs(join(folder, name))
  }
  return mkdtemp(join(folder, `${prefix}${host}-${process.pid}-`))
}

const isAlive = (id: number): boolean => {
  try {
    return process.kill(id, 0)
  } catch (error) {
    // That of another user may not be asked.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** What belongs to another user is left to them. */
const removeIfOurs = async (place: string): Promise<void> => {
  try {
    await rm(place, { recursive: true, force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'EACCES') throw error
  }
}
