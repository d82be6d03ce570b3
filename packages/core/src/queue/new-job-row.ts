import type { JobOptions } from '../contracts/job.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { encodeJson } from '../door/json.ts'
import { applySchema } from '../door/schema.ts'
import { checkJob, type JobDefaults } from './new-job.ts'
import type { NewJobRow } from './queue-storage.ts'

/** A job as it is stored. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const newJobRow = <P>(
  payload: P,
  options: JobOptions | undefined,
  schema: StandardSchema<P> | undefined,
  defaults: JobDefaults,
  action: string,
): MaybePromise<NewJobRow> => {
  const job = checkJob(options, defaults, action)
  const { key, isFresh, meta, priority, delay, runAt, maxAttempts, deadline, unique, group } = job
  // Written out: a spread makes objects that take several times as long to make and to read.
  const row = (checked: P): NewJobRow => ({
    key,
    isFresh,
    payload: encodeJson(checked, defaults.valueBytes, action),
    meta,
    priority,
    delay,
    runAt,
    maxAttempts,
    deadline,
    unique,
    group,
  })
  if (schema === undefined) return row(payload)
  const checked = applySchema(schema, payload, action)
  return checked instanceof Promise ? checked.then(row) : row(checked)
}
