import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

const registered = Symbol.for('holdfast.process')

/** This process as others see it. The number alone would not do: in a container it is the same after every restart. */
const thisProcess = (): string => {
  const shared = globalThis as { [registered]?: string }
  shared[registered] ??= `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`
  return shared[registered]
}

/** What the lock says of this process, to people and to other processes. `now`: by the clock of the lock, in milliseconds. */
export const holderSince = (now: number): string =>
  `${thisProcess()} since ${new Date(now).toISOString().slice(0, 19)}Z`

/** Whether the process that was the holder has ended: on this machine the system knows, and an engine of one process had no other. */
export const isGone = (holder: string, multiProcess: boolean): boolean => {
  // An older release says nothing behind the process.
  const [name] = holder.split(' ') as [string]
  if (name === thisProcess()) return false
  const [host, pid] = name.split(':') as [string, string]
  if (!multiProcess) return true
  if (host !== hostname()) return false
  if (Number(pid) === process.pid) return true
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
