import type { Limits } from '../contracts/capabilities.ts'
import type { TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import { HoldfastError } from '../errors.ts'

/** Definitions that were found to be supported. By limits, which each backend has one object of. */
const found = new WeakMap<Limits, WeakSet<TableSchema>>()

/** Requires that the backend can keep what a definition promises. Throws `unsupported`. */
export const requireSupported = (
  schema: TableSchema,
  limits: Limits,
  { tables }: Pick<Dialect, 'tables'>,
): void => {
  let kept = found.get(limits)
  if (kept?.has(schema) === true) return
  for (const { kind, name, property, precision = 0 } of schema.columns) {
    if (kind === 'decimal' && precision > limits.decimalDigits) {
      throw unsupported(
        schema,
        `the column "${property}" has ${precision} digits, and this backend keeps ${limits.decimalDigits}`,
      )
    }
    if (tables.reserved.includes(name)) {
      throw unsupported(schema, `the engine has a column "${name}" of its own; give another name by .named()`)
    }
  }
  if (kept === undefined) found.set(limits, (kept = new WeakSet()))
  kept.add(schema)
}

const unsupported = ({ name }: TableSchema, why: string): HoldfastError =>
  new HoldfastError('unsupported', `Cannot use the table "${name}": ${why}`, { table: name })
