import type { Call } from '../../database/executor.ts'
import type { Change } from '../../door/patch.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { UpdateCall, UpdateWhereCall } from '../../door/write-calls.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import { capturing } from '../changes/capture.ts'
import { keyText, writeOne } from './keyed-statement.ts'
import type { RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { together } from './together.ts'
import { beforeChange, mayBeReferred } from './references/before-change.ts'
import { checkParents, parentsToCheck } from './references/parents.ts'
import { patchedRow } from './references/patched-row.ts'
import { tenantsOf } from './references/tenants-of.ts'
import { columnList, wholeRowReader } from './row-reader.ts'
import { stampNow, stampText } from './stamps.ts'
import { refuseOtherVersion, versioned } from './version-condition.ts'

/** Changes the active row of a key and gives it back. */
export const updateRow = async (table: RecordsTable, call: UpdateCall): Promise<RecordRow | undefined> => {
  const { key, changes } = call
  const where = table.scoped(versioned(table, call))
  const change = async (inside: RecordsTable): Promise<RecordRow | undefined> => {
    const text = new StatementText(inside.dialect)
    const sql = inside.dialect.update({
      table: inside.name,
      set: assignments(inside, text, changes),
      where: text.where(where),
      returning: columnList(inside.dialect, inside.schema.columns, ''),
    })
    const cells = await writeOne(
      inside,
      text.finish(sql, inside.summary('UPDATE')),
      keyText(key.values),
      call,
    )
    return cells === undefined ? undefined : wholeRowReader(inside)(cells)
  }
  const run = (inside: RecordsTable): Promise<RecordRow | undefined> => capturing(inside, call, where, change)
  const row = await withReferences(table, where, changes, call, run)
  if (row === undefined) await refuseOtherVersion(table, call)
  return row
}

/** Changes every active row that matches, in one statement. */
export const updateRows = (
  table: RecordsTable,
  { where, changes, ...call }: UpdateWhereCall,
): Promise<number> =>
  withReferences(table, table.scoped(where), changes, call, (outer) =>
    capturing(outer, call, outer.scoped(where), async (inside) => {
      const text = new StatementText(inside.dialect)
      const sql = inside.dialect.update({
        table: inside.name,
        set: assignments(inside, text, changes),
        where: text.where(inside.scoped(where)),
      })
      const { affected } = await inside.executor.query(
        text.finish(sql, inside.summary('UPDATE')),
        'write',
        call,
      )
      return affected
    }),
  )

/** What an update sets, with what the library keeps. */
export const assignments = (table: RecordsTable, text: StatementText, changes: readonly Change[]): string => {
  const { schema, dialect } = table
  const set = changes.map((change) => {
    const name = dialect.quote(change.column.name)
    if ('value' in change) return `${name} = ${text.value(change.column, change.value)}`
    // A parameter takes its type from what is around it, and engines differ on what that is.
    const step = `cast(${text.value(change.column, change.by)} as ${dialect.columnType(change.column).ddl})`
    return `${name} = t.${name} + ${step}`
  })
  return [...set, ...keptAssignments(table, text, schema.updated !== undefined)].join(', ')
}

/** The stamps of a change. */
export const keptAssignments = (
  table: RecordsTable,
  text: StatementText,
  isTouched: boolean,
): readonly string[] => {
  const { schema, dialect } = table
  const kept: string[] = []
  if (isTouched && schema.updated !== undefined) {
    const column = table.column(schema.updated)
    kept.push(`${dialect.quote(column.name)} = ${stampText(text, column, stampNow(table))}`)
  }
  if (schema.version !== undefined) {
    const column = table.column(schema.version)
    kept.push(`${dialect.quote(column.name)} = ${text.value(column, versionStamp(table.executor))}`)
  }
  return kept
}

/** A change of a reference needs its parent, and one of a value that is referred to leaves no child alone, in the same transaction. */
const withReferences = async <R>(
  table: RecordsTable,
  where: Predicate,
  changes: readonly Change[],
  call: Call,
  run: (inside: RecordsTable) => Promise<R>,
): Promise<R> => {
  const changed = new Set(changes.map(({ column }) => column.property))
  const references = parentsToCheck(table).filter(({ property }) => changed.has(property))
  const isParent = mayBeReferred(table, changes)
  if (references.length === 0 && !isParent) return run(table)
  return together(table, call.signal, async (inside) => {
    if (isParent) await beforeChange(inside, where, changes, call)
    const tenants = references.length === 0 ? [] : await tenantsOf(inside, where, call)
    const result = await run(inside)
    // What matches no row refers to nothing. A violation undoes the transaction, and so the change.
    if (result !== undefined && result !== 0) {
      const rows = tenants.map((tenant) => patchedRow(inside, changes, tenant))
      await checkParents(inside, references, rows, call)
    }
    return result
  })
}
