import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Kills a process and its children at once, as a crash of the machine would, and waits until they are gone. */
export async function killTree(pid: number): Promise<void> {
  // Stopped first: it must not have new children while we count them.
  signal(pid, 'SIGSTOP')
  const pids = [pid, ...(await children(pid))]
  for (const each of pids) signal(each, 'SIGKILL')
  await Promise.all(pids.map((each) => gone(each, 10_000)))
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until the process has ended; false when it still runs after `timeout` milliseconds. */
export async function gone(pid: number, timeout: number): Promise<boolean> {
  const deadline = Date.now() + timeout
  while (await isRunning(pid)) {
    if (Date.now() > deadline) return false
    await sleep(10)
  }
  return true
}

async function isRunning(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    // A zombie has ended; in a container nobody may ever reap it.
    const state = (await stat(pid))?.state
    return state !== undefined && state !== 'Z' && state !== 'X'
  }
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function children(parent: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
    const pairs = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
    return pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []))
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(pids.map(async (pid) => (await stat(pid))?.parent))
  return pids.filter((_, index) => parents[index] === parent)
}

async function stat(pid: number): Promise<{ state: string; parent: number } | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses, and may hold anything.
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: state ?? 'X', parent: Number(parent) }
  } catch {
    return undefined
  }
}
