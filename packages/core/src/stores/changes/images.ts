import type { ColumnSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Call, Executor } from '../../database/executor.ts'
import { keepKey, keepValue, type KeptValue } from '../../door/change-value.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { anyOf, type Predicate } from '../../door/predicate.ts'
import type { TrackedColumn, Tracking } from '../../door/tracking.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { decoderOf } from '../../tables/value-text.ts'
import { exactRows } from '../records/exact-rows.ts'

/** Where changes are recorded by the library: a statement on a tracked table, whoever knows its definition. */
export interface Captured {
  readonly executor: Executor
  readonly tracking: Tracking
  readonly call: Call
}

/** A row as far as it is tracked. */
export interface Image {
  readonly ns: string
  readonly record: string
  /** Of the tracked columns, in their order. */
  readonly values: readonly KeptValue[]
  readonly isDeleted: boolean
  /** The values of the key, by the names of its columns. */
  readonly key: Readonly<Record<string, unknown>>
}

export type Images = ReadonlyMap<string, Image>

/** Keys that are looked for in one statement. */
const keysAtOnce = 500

/** The rows that match, whoever's they are and whether deleted or not. */
export const imagesOf = async ({ executor, tracking, call }: Captured, where: Predicate): Promise<Images> => {
  const { dialect } = executor
  const columns = readColumns(tracking)
  const text = new StatementText(dialect)
  const list = columns.map(({ name }) => `t.${dialect.quote(name)}`).join(', ')
  const sql = `select ${list} from ${dialect.table(tracking.table)} as t where ${text.where(where)}`
  const { rows } = await executor.query(text.finish(sql, `TRACK ${tracking.table}`), 'write', call)
  const read = columns.map((column) => decodeCell(dialect, column))
  return gathered(
    rows.map((row) =>
      imageOf(
        tracking,
        row.map((cell, at) => read[at]!(cell) as ColumnValue),
      ),
    ),
  )
}

/** The rows of these images as they are now, and those that match `more`. */
export const imagesAgain = async (captured: Captured, before: Images, more?: Predicate): Promise<Images> => {
  const key = keyColumns(captured.tracking).map(asColumn)
  const rows = [...before.values()].map((image) => image.key)
  const found: Image[] = []
  for (let at = 0; at < rows.length || (at === 0 && more !== undefined); at += keysAtOnce) {
    const part = rows.slice(at, at + keysAtOnce)
    const known = part.length === 0 ? [] : [exactRows(key, part)]
    const wanted = anyOf(at === 0 && more !== undefined ? [...known, more] : known)
    found.push(...(await imagesOf(captured, wanted)).values())
  }
  return gathered(found)
}

/** From values in the order of `readColumns`. */
export const imageOf = (tracking: Tracking, values: readonly ColumnValue[]): Image => {
  const { tenant, key, columns, deletedAt } = tracking
  const first = tenant === undefined ? 0 : 1
  const own = values.slice(first, first + key.length)
  const rest = first + key.length
  return {
    ns: tenant === undefined ? '' : String(values[0]),
    record: keepKey(own),
    values: values.slice(rest, rest + columns.length).map(keepValue),
    isDeleted: deletedAt !== undefined && values[rest + columns.length] !== null,
    key: Object.fromEntries(keyColumns(tracking).map(({ name }, at) => [name, values[at]])),
  }
}

/** The tenant, the key, what is tracked, and the mark of a deleted row. */
export const readColumns = (tracking: Tracking): readonly TrackedColumn[] => [
  ...keyColumns(tracking),
  ...tracking.columns,
  ...(tracking.deletedAt === undefined ? [] : [{ name: tracking.deletedAt, kind: 'timestamp' as const }]),
]

const keyColumns = ({ tenant, key }: Tracking): readonly TrackedColumn[] => [
  ...(tenant === undefined ? [] : [{ name: tenant, kind: 'text' as const }]),
  ...key,
]

const gathered = (images: readonly Image[]): Images =>
  new Map(images.map((image) => [JSON.stringify([image.ns, image.record]), image]))

const asColumn = (column: TrackedColumn): ColumnSchema => ({
  ...column,
  property: column.name,
  isNullable: true,
})

/** JSON stays the text that it is. */
const decodeCell = (dialect: Dialect, column: TrackedColumn): ((cell: unknown) => unknown) => {
  if (column.kind === 'json') return (cell) => cell
  const decode = decoderOf(dialect, asColumn(column))
  return (cell) => (cell === null ? null : decode(cell as never))
}
