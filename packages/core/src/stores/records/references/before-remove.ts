import type { Call } from '../../../database/executor.ts'
import { allOf, not, type Predicate } from '../../../door/predicate.ts'
import type { Tracking } from '../../../door/tracking.ts'
import { HoldfastError } from '../../../errors.ts'
import { StatementText } from '../../../tables/statement-text.ts'
import { capturedTables } from '../../changes/captured-tables.ts'
import { captureOne } from '../../changes/capture.ts'
import { exactRows } from '../exact-rows.ts'
import type { RecordRow } from '../read-rows.ts'
import type { RecordsTable } from '../records-table.ts'
import { keptColumn, type KeptColumn, type KeptReference } from './catalogue.ts'
import { referencesFrom } from './known-references.ts'
import {
  asColumn,
  lockedRows,
  neededColumns,
  send,
  withTargets,
  type Removing,
  type Rows,
} from './removed-rows.ts'

/** A removal with all that follows from it. */
interface Removal extends Removing {
  readonly references: readonly KeptReference[]
  /** Rows that will be gone although they are still there: who refers to them, and is one of them, is in nobody's way. */
  readonly going: { readonly table: string; readonly rows: Predicate }[]
  /** Tables whose changes the library records. */
  readonly tracking: ReadonlyMap<string, Tracking>
  /** Rows that must not exist in the end. */
  readonly forbidden: { readonly reference: KeptReference; readonly rows: Predicate }[]
}

/** Whether anything is due before rows of this table are removed for good. */
export const hasKeptReferences = async (table: RecordsTable): Promise<boolean> =>
  (await referencesFrom(table)).some(({ parent }) => parent === table.schema.name)

/**
 * Does what references to these rows ask for, before the rows are removed by the same transaction: removes or empties the children, whose children
 * in turn, and throws `foreign-key` when one is left that restricts. The rows are locked already, where rows lock.
 */
export const beforeRemove = async (
  table: RecordsTable,
  keys: readonly RecordRow[],
  call: Call,
): Promise<void> => {
  const references = await referencesFrom(table)
  const { name } = table.schema
  const wanted = neededColumns(references, name, table.key.map(keptColumn))
  const rows = await withTargets(table, keys, wanted, call)
  const going = [{ table: name, rows: among(table.key.map(keptColumn), rows) }]
  const tracking = await capturedTables(table, call)
  const removal: Removal = { table, call, references, going, tracking, forbidden: [] }
  await follow(removal, name, rows)
  for (const { reference, rows: children } of removal.forbidden) {
    const text = new StatementText(table.dialect)
    const sql = `select 1 from ${table.dialect.table(reference.child)} as t where ${text.where(children)} limit 1`
    const { rows: found } = await send(removal, text, sql, 'CHILDREN', reference.child)
    if (found.length > 0) throw table.executor.fail(stillReferred(reference, call.action))
  }
}

/** What follows from the removal of these rows. */
const follow = async (removal: Removal, parent: string, rows: Rows): Promise<void> => {
  for (const reference of removal.references) {
    if (reference.parent !== parent) continue
    const children = childrenOf(removal, reference, rows)
    if (children === undefined) continue
    if (reference.onDelete === 'restrict') removal.forbidden.push({ reference, rows: children })
    else if (reference.onDelete === 'cascade') await removeChildren(removal, reference, children)
    else await emptyChildren(removal, reference, children)
  }
}

const childrenOf = (
  { going }: Removal,
  { child, columns, target }: KeptReference,
  rows: Rows,
): Predicate | undefined => {
  const referred = rows.flatMap((row) => {
    const values = target.map(({ name }) => row[name])
    if (values.includes(null)) return []
    return [Object.fromEntries(columns.map(({ name }, index) => [name, values[index]]))]
  })
  if (referred.length === 0) return undefined
  const others = going.filter(({ table }) => table === child)
  return allOf([among(columns, referred), ...others.map((known) => not(known.rows))])
}

const removeChildren = async (
  removal: Removal,
  { child, key }: KeptReference,
  children: Predicate,
): Promise<void> => {
  const { table, references, going } = removal
  const remove = async (rows: Predicate): Promise<void> => {
    const text = new StatementText(table.dialect)
    const sql = `delete from ${table.dialect.table(child)} as t where ${text.where(rows)}`
    await tracked(removal, child, rows, () => send(removal, text, sql, 'DELETE', child))
  }
  if (!references.some(({ parent }) => parent === child)) return remove(children)
  const isKeptByEngine = table.parts.capabilities.foreignKeys
  for (;;) {
    const rows = await lockedRows(removal, child, neededColumns(references, child, key), children, key)
    if (rows.length === 0) return
    const these = among(key, rows)
    if (isKeptByEngine) {
      // The engine lets no parent go before its children.
      going.push({ table: child, rows: these })
      await follow(removal, child, rows)
      going.pop()
      await remove(these)
    } else {
      // Gone first, so that a ring of references comes to its end.
      await remove(these)
      await follow(removal, child, rows)
    }
  }
}

const emptyChildren = async (
  removal: Removal,
  { child, columns }: KeptReference,
  children: Predicate,
): Promise<void> => {
  const { dialect } = removal.table
  const text = new StatementText(dialect)
  // The tenant, which comes first, stays.
  const set = `${dialect.quote(columns.at(-1)!.name)} = null`
  const sql = dialect.update({ table: dialect.table(child), set, where: text.where(children) })
  await tracked(removal, child, children, () => send(removal, text, sql, 'UPDATE', child))
}

/** Records what a statement does to rows of a table that is tracked, where no trigger does. */
const tracked = async (
  { table, tracking, call }: Removal,
  child: string,
  where: Predicate,
  run: () => ReturnType<typeof send>,
): Promise<void> => {
  const found = tracking.get(child)
  if (found === undefined) await run()
  else await captureOne(table, { executor: table.executor, tracking: found, call }, where, async () => run())
}

const stillReferred = ({ child, name, columns }: KeptReference, action: string): HoldfastError =>
  new HoldfastError('foreign-key', `Cannot ${action}: a row of "${child}" still refers to it`, {
    table: child,
    columns: columns.map((column) => column.name),
    constraint: name,
  })

const among = (columns: readonly KeptColumn[], rows: Rows): Predicate =>
  exactRows(columns.map(asColumn), rows)
