import type { BackfillStep } from '../../contracts/migration-step.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { checkLimit } from '../../door/duration.ts'
import { refuse } from '../source/refuse.ts'
import type { Batches } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import type { StepContext } from './step-units.ts'
import { batchEnd, type Key } from './batch-end.ts'
import { BatchSize } from './batch-size.ts'
import { behind, upTo } from './key-range.ts'
import { rowKey } from './row-key.ts'

const most = 1_000_000

/** Changes rows in the order of their key. The cursor is the last key of a batch, as literals that the engine wrote itself. */
export const backfillUnit = (step: BackfillStep, { dialect, readSchema }: StepContext): Batches => {
  const { table: name, set, where, batch } = step
  const action = `backfill "${name}"`
  if (batch !== undefined) checkLimit(batch, `${action} with batch`, most)
  const assignments = Object.entries(set).map(
    ([column, expression]) => `${dialect.quote(column)} = ${expression}`,
  )
  if (assignments.length === 0) throw new TypeError(`Cannot ${action}: set names no column`)
  const table = dialect.table(name)
  const condition = (...parts: readonly (string | undefined)[]): string => {
    const given = parts.filter((part) => part !== undefined)
    return given.length === 0 ? '' : ` where ${given.map((part) => `(${part})`).join(' and ')}`
  }
  // A unit lasts for one run, in which nobody else changes the table's key.
  let key: Key | undefined
  // How many rows are left, as far as anybody counted them.
  let left = Infinity
  const size = new BatchSize(batch)
  return {
    form: 'batches',
    title: `${action}: ${Object.keys(set).join(', ')}`,
    statements: [JSON.stringify([set, where, batch])],
    shows: [`update ${table} set ${assignments.join(', ')}${condition(where)}`],
    total: async (work) => {
      const { rows } = await work.execute(statement(`select count(*) from ${table}${condition(where)}`))
      left = Number(rows[0]![0])
      return left
    },
    next: async (work, cursor) => {
      key ??= await keyOf(work, name, readSchema, action)
      const moved = key.find((column) => Object.hasOwn(set, column.name))
      if (moved !== undefined)
        throw refuse(
          action,
          `"${moved.name}" belongs to the key in whose order it goes; write it as one update in SQL`,
        )
      if (cursor === null) await refuseNulls(work, name, key, dialect, action)
      const from = cursor === null ? undefined : behind(key, JSON.parse(cursor) as string[], dialect)
      // Many rows are cut by their keys alone, which an index has together; few are looked for by the condition, and are one batch.
      const byKey = !size.isGiven && left > size.rows
      const behindCursor = [from, byKey ? undefined : where].filter((part) => part !== undefined)
      const source = { from: `from ${table}`, where: behindCursor }
      const end = await batchEnd(work, source, key, size.rows, dialect, byKey)
      if (end === undefined) return undefined
      const range = condition(from, upTo(key, end.key, dialect), where)
      const start = performance.now()
      const { affected } = await work.execute(
        statement(`update ${table} set ${assignments.join(', ')}${range}`),
      )
      if (end.isWhole) size.took(performance.now() - start)
      left -= affected
      return { cursor: JSON.stringify(end.key), rows: affected }
    },
  }
}

const keyOf = async (
  work: Work,
  name: string,
  readSchema: StepContext['readSchema'],
  action: string,
): Promise<Key> => {
  const table = (await readSchema(work, { part: 'tables' })).tables.find((one) => one.name === name)
  if (table === undefined) throw refuse(action, 'there is no such table')
  const key = rowKey(table)
  if (key === undefined)
    throw refuse(
      action,
      'it has neither a primary key nor a unique key without nulls, so nobody could tell how far it is; add one, or write it as one update in SQL',
    )
  return key
}

/** In no order would rows without a key stand behind or before another, so they would be left out in silence. */
const refuseNulls = async (
  work: Work,
  name: string,
  key: Key,
  { table, quote }: Dialect,
  action: string,
): Promise<void> => {
  const open = key.filter(({ nullable }) => nullable).map((column) => `${quote(column.name)} is null`)
  if (open.length === 0) return
  const { rows } = await work.execute(
    statement(`select 1 from ${table(name)} where ${open.join(' or ')} limit 1`),
  )
  if (rows.length > 0)
    throw refuse(
      action,
      'rows have null in their primary key; give them one first, or write it as one update in SQL',
    )
}
