import type { Records } from '../contracts/records.ts'
import type { AnyTable, TableSchema } from '../contracts/table.ts'
import { rowOf } from './past-row.ts'
import type { State } from './state-at.ts'

interface Target {
  readonly key: unknown
  /** The columns of the key. */
  readonly keyed: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal | undefined
}

type Row = Readonly<Record<string, unknown>>

/** Makes a record what it was, by the same calls that anybody would make, and gives back what it is then. */
export const becomes = async (
  live: Records<AnyTable>,
  schema: TableSchema,
  { key, keyed, signal }: Target,
  state: State,
): Promise<Row | undefined> => {
  const at = key as never
  const options = signal === undefined ? {} : { signal }
  const isSoft = schema.deletedAt !== undefined
  const now = (await live.get(at, { ...options, ...(isSoft ? { include: 'all' } : {}) } as never)) as
    | Row
    | undefined
  if (state === undefined) {
    if (now !== undefined && (!isSoft || now[schema.deletedAt] === null)) await live.delete(at, options)
    return undefined
  }
  const was = rowOf(schema, state)
  if (now === undefined) await live.insert({ ...given(schema, was), ...keyed }, options)
  else {
    if (isSoft && now[schema.deletedAt] !== null) await live.restore(at, options)
    const patch = given(schema, was, ['created', 'updated'])
    if (Object.keys(patch).length > 0) await live.update(at, patch, options)
  }
  const wasDeleted = isSoft && was[schema.deletedAt] !== undefined && was[schema.deletedAt] !== null
  if (wasDeleted) {
    const by = schema.deletedBy === undefined ? null : was[schema.deletedBy]
    await live.delete(at, { ...options, ...(typeof by === 'string' ? { by } : {}) })
  }
  return (await live.get(at, { ...options, ...(isSoft ? { include: 'all' } : {}) } as never)) as
    | Row
    | undefined
}

/** What a caller may give of a row: not what the library keeps, nor what the definition has no more. */
const given = (schema: TableSchema, row: Row, without: readonly string[] = []): Row =>
  Object.fromEntries(
    schema.columns
      .filter(({ property, keeps }) => {
        const isStamp = keeps === 'created' || keeps === 'updated'
        if (!Object.hasOwn(row, property) || schema.primaryKey.includes(property)) return false
        return keeps === undefined || (isStamp && !without.includes(keeps))
      })
      .map(({ property }) => [property, row[property]]),
  )
