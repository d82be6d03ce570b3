import type { RunOptions } from '../contracts/migrations.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import type { Safety } from './run/run.ts'
import type { UnitLimits } from './workshop.ts'

export const runOptions = [
  'to',
  'allowOutOfOrder',
  'rehearse',
  'attempts',
  'lint',
  'backup',
  'prove',
  'drift',
  'whenLocked',
  'timeout',
  'lockTimeout',
  'onProgress',
  'signal',
] as const

/** Throws `TypeError` and `RangeError` for what cannot be meant. */
export const checkRunOptions = (options: RunOptions, action: string): void => {
  checkOptions(options, runOptions, action)
  const { to, whenLocked, timeout, lockTimeout, onProgress } = options
  if (to !== undefined && (!Number.isSafeInteger(to) || to < 0))
    throw new RangeError(`Cannot ${action}: to must be the number of a migration, or 0`)
  if (typeof whenLocked === 'number') checkMilliseconds(whenLocked, `${action} with whenLocked`)
  else if (whenLocked !== undefined && whenLocked !== 'skip' && whenLocked !== 'fail')
    throw new TypeError(`Cannot ${action}: whenLocked must be milliseconds, "skip" or "fail"`)
  if (timeout !== undefined) checkMilliseconds(timeout, `${action} with timeout`)
  if (lockTimeout !== undefined) checkMilliseconds(lockTimeout, `${action} with lockTimeout`)
  if (options.attempts !== undefined && !(Number.isInteger(options.attempts) && options.attempts > 0))
    throw new RangeError(`Cannot ${action}: attempts must be a whole number from 1`)
  if (options.rehearse !== undefined && !['auto', 'always', 'never'].includes(options.rehearse))
    throw new TypeError(`Cannot ${action}: rehearse must be "auto", "always" or "never"`)
  if (options.drift !== undefined && !['tell', 'refuse', 'ignore'].includes(options.drift))
    throw new TypeError(`Cannot ${action}: drift must be "tell", "refuse" or "ignore"`)
  for (const name of ['lint', 'backup', 'prove'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean')
      throw new TypeError(`Cannot ${action}: ${name} must be true or false`)
  }
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw new TypeError(`Cannot ${action}: onProgress must be a function`)
}

export const safetyOf = ({ lint = true, backup = true, prove = true }: RunOptions): Safety => ({
  lint,
  backup,
  prove,
})

const hour = 3_600_000

export const limitsOf = ({ timeout = hour, lockTimeout = 5_000, signal }: RunOptions): UnitLimits => ({
  timeout,
  lockTimeout,
  acquireTimeout: 60_000,
  signal,
})
