import { readdirSync, statSync, type BigIntStats } from 'node:fs'

/** What a path leads to, whatever it is called: device and inode. `undefined` when there is no file. */
export const identityOf = (path: string): string | undefined => {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? undefined : identity(stats)
}

const identity = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`

const descriptors = '/proc/self/fd'

/**
 * How often this process has the file open (a file that does not exist: never), in any thread and by any copy of any library. `undefined` where the system
 * does not tell (there is no `/proc`). It looks at descriptors only: opening and closing the file itself would drop the
 * lock of whoever holds it, because POSIX locks fall with any close in the process.
 */
export const timesOpen = (wanted: string | undefined): number | undefined => {
  let names: string[]
  try {
    names = readdirSync(descriptors)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  let count = 0
  for (const name of names) {
    // A descriptor that was closed since the listing is not an obstacle.
    const stats = statSync(`${descriptors}/${name}`, { bigint: true, throwIfNoEntry: false })
    if (stats !== undefined && identity(stats) === wanted) count++
  }
  return count
}

/** Without a look at the descriptors only the main thread is certain to be alone. */
export { isMainThread } from 'node:worker_threads'
