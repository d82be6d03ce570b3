import type { MaybePromise } from '../../contracts/maybe-promise.ts'
import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { KeyType } from '../../database/dialect.ts'
import type { KeyedOperation, Shape } from '../../database/keyed-operation.ts'
import type { RecordKey } from '../../door/record-key.ts'
import { encodeValue } from '../../tables/value-text.ts'
import type { RecordRow } from './read-rows.ts'
import { ownShape } from './keyed-statement.ts'
import { PerTable } from './per-table.ts'
import type { RecordsTable } from './records-table.ts'
import { columnList, rowReader, wholeRowReader, type ReadRow } from './row-reader.ts'

/** The text and the reader of a point read: built once for a table, tenant or not, and dialect. */
interface PointRead {
  readonly shape: Shape
  readonly read: ReadRow
}

/** By tenant. */
const built = new PerTable<Map<string | undefined, PointRead>>()

/** Whether rows of this key can be read by a text that is built once, and together with others where the engine gathers reads. */
export const isPointRead = ({ dialect, schema, tenant }: RecordsTable): boolean => {
  if (dialect.batch.form === 'rows') return true
  const [own, more] = schema.primaryKey.filter(
    (property) => property !== schema.tenant || tenant === undefined,
  )
  return (
    more === undefined && keyTypeOf(schema.columns.find(({ property }) => property === own)!) !== undefined
  )
}

/** How a list of keys is bound where reads are gathered; a key of another type is read alone. */
const keyTypeOf = ({ kind, collation }: ColumnSchema): KeyType | undefined => {
  if (kind === 'text' || kind === 'enum') return collation === undefined ? 'text' : undefined
  if (kind === 'integer' || kind === 'bigint') return 'bigint'
  return kind === 'uuid' ? 'uuid' : undefined
}

/** The active row of a key with all its columns. */
export const getRow = (
  table: RecordsTable,
  key: RecordKey,
  call: Call,
): MaybePromise<RecordRow | undefined> => {
  const { schema, dialect } = table
  const { shape, read } = pointRead(table)
  const own = key.columns.filter(({ property }) => property !== schema.tenant || table.tenant === undefined)
  const row = own.map((column) => encodeValue(dialect, column, key.values[key.columns.indexOf(column)]!))
  const operation: KeyedOperation<RecordRow | undefined> = {
    shape,
    key: row.length === 1 ? String(row[0]) : '',
    row,
    answer: (cells) => (cells === undefined ? undefined : read(cells)),
  }
  return table.executor.read(operation, call)
}

const pointRead = (table: RecordsTable): PointRead => {
  const known = built.get(table, () => new Map<string | undefined, PointRead>())
  const found = known.get(table.tenant)
  if (found !== undefined) return found
  const made = buildPointRead(table)
  if (known.size > 1_000) known.clear()
  known.set(table.tenant, made)
  return made
}

const buildPointRead = (table: RecordsTable): PointRead => {
  const { schema, dialect, name, tenant } = table
  const own = table.key.filter(({ property }) => property !== schema.tenant || tenant === undefined)
  const isGathered = dialect.batch.form === 'arrays'
  const constants = tenant === undefined || schema.tenant === undefined ? [] : [tenant]
  const quoted = (column: ColumnSchema): string => `t.${dialect.quote(column.name)}`
  const bound =
    constants.length === 0 ? '' : `${quoted(table.column(schema.tenant!))} = ${dialect.placeholder(1)} and `
  const active =
    schema.deletedAt === undefined ? '' : ` and ${quoted(table.column(schema.deletedAt))} is null`
  // What comes back for a gathered read begins with its key, spelt as it was asked for.
  const key = isGathered ? `cast(${quoted(own[0]!)} as text), ` : ''
  const select = `select ${key}${columnList(dialect, schema.columns)} from ${name} as t where ${bound}`
  const alone = own
    .map((column, index) => `${quoted(column)} = ${dialect.placeholder(constants.length + 1 + index)}`)
    .join(' and ')
  const shape = ownShape(
    schema,
    'GET',
    isGathered
      ? `${select}${dialect.anyOf(quoted(own[0]!), dialect.placeholder(constants.length + 1), keyTypeOf(own[0]!))}${active}`
      : `${select}${alone}${active}`,
  )
  return {
    shape: {
      ...shape,
      ...(isGathered ? { alone: `${select}${alone}${active}` } : {}),
      constants,
      columns: own.map((column) => ({ name: column.name, type: 'text' })),
    },
    read: isGathered ? rowReader(dialect, schema.columns, 1) : wholeRowReader(table),
  }
}
