import type { BackfillStep } from '../../contracts/migration-step.ts'
import type { TableModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { checkLimit } from '../../door/duration.ts'
import { refuse } from '../source/refuse.ts'
import type { Batches } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import type { StepContext } from './step-units.ts'
import { behind, upTo } from './key-range.ts'

const most = 1_000_000

/** Where nobody says how large a batch is: it begins small, and grows or shrinks to the time that writers may be kept waiting, in milliseconds. */
const first = 5_000
const largest = 200_000
const shortest = 100
const longest = 400

/** Changes rows in the order of the primary key. The cursor is the last key of a batch, as literals that the engine wrote itself. */
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
  let size = batch ?? first
  const adapt = (rows: number, took: number): void => {
    if (batch !== undefined || rows < size) return
    if (took < shortest) size = Math.min(largest, size * 2)
    else if (took > longest) size = Math.max(first, size >> 1)
  }
  return {
    form: 'batches',
    title: `${action}: ${Object.keys(set).join(', ')}`,
    statements: [JSON.stringify([set, where, batch])],
    total: async (work) => {
      const { rows } = await work.execute(statement(`select count(*) from ${table}${condition(where)}`))
      return Number(rows[0]![0])
    },
    next: async (work, cursor) => {
      key ??= await keyOf(work, name, readSchema, action)
      const moved = key.find((column) => Object.hasOwn(set, column.name))
      if (moved !== undefined)
        throw refuse(
          action,
          `"${moved.name}" belongs to the primary key, in whose order it goes; write it as one update in SQL`,
        )
      if (cursor === null) await refuseNulls(work, name, key, dialect, action)
      const from = cursor === null ? undefined : behind(key, JSON.parse(cursor) as string[], dialect)
      const end = await lastOf(work, `from ${table}${condition(from, where)}`, key, size, dialect)
      if (end === undefined) return undefined
      const range = condition(from, upTo(key, end, dialect), where)
      const start = performance.now()
      const { affected } = await work.execute(
        statement(`update ${table} set ${assignments.join(', ')}${range}`),
      )
      adapt(affected, performance.now() - start)
      return { cursor: JSON.stringify(end), rows: affected }
    },
  }
}

type Key = readonly TableModel['columns'][number][]

const keyOf = async (
  work: Work,
  name: string,
  readSchema: StepContext['readSchema'],
  action: string,
): Promise<Key> => {
  const table = (await readSchema(work)).tables.find((one) => one.name === name)
  if (table === undefined) throw refuse(action, 'there is no such table')
  const key = table.primaryKey.map((column) => table.columns.find((one) => one.name === column)!)
  if (key.length === 0)
    throw refuse(
      action,
      'it has no primary key, so nobody could tell how far it is; write it as one update in SQL',
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

/** The key of the last row of the batch. */
const lastOf = async (
  work: Work,
  source: string,
  key: Key,
  size: number,
  { quote, alter }: Dialect,
): Promise<string[] | undefined> => {
  const literals = key.map(({ name, type }) => alter.literalOf(quote(name), type)).join(', ')
  const order = (direction: string): string => key.map(({ name }) => `${quote(name)}${direction}`).join(', ')
  const columns = key.map(({ name }) => quote(name)).join(', ')
  const find = async (sorted: string): Promise<string[] | undefined> => {
    // The literals of one row: some engines would write those of all rows before they sort them.
    const found = `select ${columns} ${source} order by ${sorted}`
    const { rows } = await work.execute(statement(`select ${literals} from (${found}) as found`))
    return rows[0]?.map(String)
  }
  // Passing over rows in the order of the key costs no sort. Behind the last whole batch it finds none, and what is left is one more.
  return (await find(`${order('')} limit 1 offset ${size - 1}`)) ?? (await find(`${order(' desc')} limit 1`))
}
