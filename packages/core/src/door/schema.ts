import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { SchemaIssue, SchemaResult, StandardSchema } from '../contracts/standard-schema.ts'
import { HoldfastError } from '../errors.ts'

/**
 * The schema's output for `value`. Throws `invalid-value`, which names the places and not what was found there: an issue's
 * own message may quote the value. A promise only when the schema answers with one.
 */
export function applySchema<V>(schema: StandardSchema<V>, value: unknown, action: string): MaybePromise<V> {
  const result = schema['~standard'].validate(value)
  return result instanceof Promise ? result.then((late) => outputOf(late, action)) : outputOf(result, action)
}

function outputOf<V>(result: SchemaResult<V>, action: string): V {
  if (result.issues === undefined) return result.value
  const places = result.issues.slice(0, 10).map(placeOf).join(', ')
  const more = result.issues.length > 10 ? ', …' : ''
  throw new HoldfastError('invalid-value', `Cannot ${action}: the schema refuses ${places}${more}`)
}

function placeOf(issue: SchemaIssue): string {
  const path = issue.path ?? []
  if (path.length === 0) return 'the value'
  return `the value at ${path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')}`
}

/** The schema of a store, if there is one. Throws `TypeError` for what is none. */
export function checkSchema<V>(
  schema: StandardSchema<V> | undefined,
  action: string,
): StandardSchema<V> | undefined {
  if (schema === undefined || typeof schema['~standard']?.validate === 'function') return schema
  throw new TypeError(`Cannot ${action}: the schema must be a Standard Schema`)
}
