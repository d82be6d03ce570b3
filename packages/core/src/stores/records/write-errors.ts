import type { TableSchema } from '../../contracts/table.ts'
import { failureToError } from '../../database/failure.ts'
import { HoldfastError } from '../../errors.ts'

/** Our constraint that a whole number or decimal stays within its type. */
const rangeConstraint = /_range$/

/**
 * What an engine's refusal means for the one who wrote a row: columns by the names of their properties, and the violation of a range that we guard by a
 * constraint as `out-of-range`.
 */
export const inTermsOf = async <R>(
  schema: TableSchema,
  action: string,
  work: Promise<R>,
  increments = false,
): Promise<R> => {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    // Every value that was given has passed the door: what the engine cannot store is the sum.
    const isSum = increments && error.code === 'invalid-value' && error.cause !== undefined
    throw isSum ? beyondRange(schema, action, error) : translated(schema, action, error)
  }
}

const beyondRange = (
  schema: TableSchema,
  action: string,
  { constraint, outcome, cause }: HoldfastError,
): HoldfastError =>
  new HoldfastError('out-of-range', `Cannot ${action}: a number would lie beyond the range of its column`, {
    table: schema.name,
    constraint,
    outcome,
    cause,
  })

const translated = (schema: TableSchema, action: string, error: HoldfastError): HoldfastError => {
  const { code, constraint, columns, retryable, outcome, cause } = error
  // What the library refuses names properties already.
  if (cause === undefined) return error
  if (code === 'check' && constraint !== undefined && rangeConstraint.test(constraint))
    return beyondRange(schema, action, error)
  const named = propertiesOf(schema, constraint, columns)
  if (named === undefined || named.join() === columns?.join()) return error
  // The words name columns too, and by what they are called in the database.
  const failure = {
    code,
    retryable,
    outcome,
    ends: 'statement',
    constraint,
    table: error.table ?? schema.name,
  } as const
  return failureToError({ ...failure, columns: named }, cause, action)
}

const propertiesOf = (
  schema: TableSchema,
  constraint: string | undefined,
  columns: readonly string[] | undefined,
): readonly string[] | undefined => {
  const unique = schema.uniques.find(({ name }) => name === constraint)
  if (unique !== undefined) return unique.columns
  const byName = new Map(schema.columns.map(({ name, property }) => [name, property]))
  return columns?.filter((name) => byName.has(name)).map((name) => byName.get(name)!)
}
