import { currentAttribution } from '../../attribution/attribution.ts'
import { changeRows, type ChangeRow } from '../../door/change-rows.ts'
import type { KeptChange } from '../../door/change-value.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { requireColumn } from '../../door/table.ts'
import type { Executor } from '../../database/executor.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { RecordsTable, type RecordsParts } from '../records/records-table.ts'
import { rowsText } from '../records/rows-text.ts'
import { columnList } from '../records/row-reader.ts'
import type { Captured, Image, Images } from './images.ts'

/** Changes that one statement writes. */
const rowsAtOnce = 500

const none: Images = new Map()

/** Writes down what became of the rows of these images, in the transaction that did it. */
export const recordImages = async (
  captured: Captured,
  parts: RecordsParts,
  before: Images = none,
  after: Images = none,
): Promise<void> => {
  const keys = new Set([...before.keys(), ...after.keys()])
  const changed = [...keys].flatMap((key) => changeOf(captured, before.get(key), after.get(key)) ?? [])
  for (let at = 0; at < changed.length; at += rowsAtOnce)
    await write(captured, parts, changed.slice(at, at + rowsAtOnce))
}

type Changed = Pick<ChangeRow, 'ns' | 'record' | 'operation' | 'fields'>

const changeOf = (
  { tracking }: Captured,
  before: Image | undefined,
  after: Image | undefined,
): Changed | undefined => {
  const image = after ?? before!
  const fields = tracking.columns.flatMap((column, at): [string, KeptChange][] => {
    const [old, now] = [before?.values[at] ?? null, after?.values[at] ?? null]
    if (before !== undefined && after !== undefined && old === now) return []
    return [[column.name, column.redacted === true ? ['redacted'] : [column.kind, old, now]]]
  })
  const operation = operationOf(before, after)
  if (operation === 'update' && fields.length === 0) return undefined
  const { ns, record } = image
  return { ns, record, operation, fields: JSON.stringify(Object.fromEntries(fields)) }
}

const operationOf = (before: Image | undefined, after: Image | undefined): string => {
  if (before === undefined) return 'insert'
  if (after === undefined) return 'delete'
  if (before.isDeleted === after.isDeleted) return 'update'
  return after.isDeleted ? 'soft-delete' : 'restore'
}

const write = async (
  { executor, tracking, call }: Captured,
  parts: RecordsParts,
  changed: readonly Changed[],
): Promise<void> => {
  const tenancy = { kind: 'none' } as const
  const use = { schema: changeRows, tenancy, tenant: undefined, inTransaction: true, secret: undefined }
  const table = new RecordsTable(executor, use, parts)
  const last = await lastOf(table, tracking.table, changed, { executor, tracking, call })
  const { actor = null, reason = null, requestId = null } = currentAttribution()
  const tx = transactionName(executor)
  const now = executor.time() ?? Date.now()
  const rows = changed.map(({ ns, record, operation, fields }): readonly ColumnValue[] => {
    const known = last.get(JSON.stringify([ns, record]))
    const version = (known?.version ?? 0) + 1
    const at = Math.max(now, known?.at ?? now)
    return [ns, tracking.table, record, version, operation, at, tx, actor, reason, requestId, fields]
  })
  const text = new StatementText(executor.dialect)
  const values = rowsText(table, text, rows)
  const columns = columnList(executor.dialect, changeRows.columns, '')
  const sql = `insert into ${table.name} (${columns}) ${values}`
  await executor.query(text.finish(sql, table.summary('INSERT')), 'write', call)
}

/** The last change of each record that has one. */
const lastOf = async (
  { dialect, name }: RecordsTable,
  entity: string,
  changed: readonly Changed[],
  { executor, call }: Captured,
): Promise<ReadonlyMap<string, Pick<ChangeRow, 'version' | 'at'>>> => {
  const column = (property: string): ReturnType<typeof requireColumn> =>
    requireColumn(changeRows, property, 'read changes')
  const text = new StatementText(dialect)
  const where = text.where({
    op: 'and',
    of: [
      { op: 'in', column: column('ns'), values: [...new Set(changed.map(({ ns }) => ns))] },
      { op: 'compare', column: column('entity'), test: 'eq', value: entity },
      { op: 'in', column: column('record'), values: changed.map(({ record }) => record) },
    ],
  })
  const of = ['ns', 'record'].map((property) => `t.${dialect.quote(property)}`).join(', ')
  const most = ['version', 'at'].map((property) => `max(t.${dialect.quote(property)})`).join(', ')
  const sql = `select ${of}, ${most} from ${name} as t where ${where} group by ${of}`
  const { rows } = await executor.query(text.finish(sql, `LAST ${name}`), 'write', call)
  return new Map(
    rows.map(([ns, record, version, at]) => [
      JSON.stringify([ns, record]),
      { version: Number(version), at: Number(at) },
    ]),
  )
}

const names = new WeakMap<object, string>()

/** What the transaction is called: it has no name of its own that its changes could bear. */
const transactionName = (executor: Executor): string => {
  const known = names.get(executor.whole)
  if (known !== undefined) return known
  const name = Buffer.from(executor.random(8)).toString('hex')
  names.set(executor.whole, name)
  return name
}
