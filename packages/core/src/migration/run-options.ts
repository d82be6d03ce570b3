import type { RunOptions } from '../contracts/migrations.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import type { Safety } from './run/run.ts'
import type { UnitLimits } from './workshop.ts'

export const runOptions = [
  'to',
  'allowOutOfOrder',
  'rehearse',
  'copyBytes',
  'attempts',
  'lint',
  'backup',
  'prove',
  'drift',
  'whenLocked',
  'timeout',
  'lockTimeout',
  'onProgress',
  'throttle',
  'signal',
] as const

/** Throws `TypeError` and `RangeError` for what cannot be meant. */
export const checkRunOptions = (options: RunOptions, action: string): void => {
  checkOptions(options, runOptions, action)
  const { to, whenLocked, timeout, lockTimeout } = options
  if (to !== undefined && (!Number.isSafeInteger(to) || to < 0))
    throw new RangeError(`Cannot ${action}: to must be the number of a migration, or 0`)
  if (typeof whenLocked === 'number') checkMilliseconds(whenLocked, `${action} with whenLocked`)
  else if (whenLocked !== undefined && whenLocked !== 'skip' && whenLocked !== 'fail')
    throw new TypeError(`Cannot ${action}: whenLocked must be milliseconds, "skip" or "fail"`)
  if (timeout !== undefined) checkMilliseconds(timeout, `${action} with timeout`)
  if (lockTimeout !== undefined) checkMilliseconds(lockTimeout, `${action} with lockTimeout`)
  if (options.copyBytes !== undefined && !(options.copyBytes >= 0))
    throw new RangeError(`Cannot ${action}: copyBytes must be a number of bytes, 0 or more`)
  if (options.attempts !== undefined && !(Number.isInteger(options.attempts) && options.attempts > 0))
    throw new RangeError(`Cannot ${action}: attempts must be a whole number from 1`)
  if (options.rehearse !== undefined && !['auto', 'always', 'never'].includes(options.rehearse))
    throw new TypeError(`Cannot ${action}: rehearse must be "auto", "always" or "never"`)
  if (options.drift !== undefined && !['tell', 'refuse', 'ignore'].includes(options.drift))
    throw new TypeError(`Cannot ${action}: drift must be "tell", "refuse" or "ignore"`)
  checkBackup(options.backup, action)
  for (const name of ['lint', 'prove'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean')
      throw new TypeError(`Cannot ${action}: ${name} must be true or false`)
  }
  for (const name of ['onProgress', 'throttle'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw new TypeError(`Cannot ${action}: ${name} must be a function`)
  }
}

const checkBackup = (backup: RunOptions['backup'], action: string): void => {
  if (backup === undefined || typeof backup === 'boolean') return
  if (typeof backup !== 'object' || backup === null)
    throw new TypeError(`Cannot ${action}: backup must be true, false or a policy`)
  checkOptions(backup, ['folder', 'dump', 'tables', 'keep', 'age'], `${action} with backup`)
  const { folder, dump, keep, age } = backup
  if (folder !== undefined && (typeof folder !== 'string' || folder === ''))
    throw new TypeError(`Cannot ${action}: the folder for backups must be a path`)
  if (dump !== undefined && typeof dump !== 'function')
    throw new TypeError(`Cannot ${action}: dump must be a function`)
  if (keep !== undefined && !(Number.isInteger(keep) && keep > 0))
    throw new RangeError(`Cannot ${action}: keep must be a whole number from 1`)
  // Longer than a timer can wait: it is compared, and nobody waits for it.
  if (age !== undefined && !(Number.isFinite(age) && age >= 0))
    throw new RangeError(`Cannot ${action}: age must be milliseconds, 0 or more`)
}

export const safetyOf = ({ lint = true, backup = true, prove = true }: RunOptions): Safety => ({
  lint,
  backup: typeof backup === 'object' ? (backup.tables ?? true) : backup,
  prove,
})

const hour = 3_600_000

export const limitsOf = ({ timeout = hour, lockTimeout = 5_000, signal }: RunOptions): UnitLimits => ({
  timeout,
  lockTimeout,
  acquireTimeout: 60_000,
  signal,
})
