import type { Call } from '../../../database/executor.ts'
import type { ColumnValue } from '../../../door/column-value.ts'
import type { Change } from '../../../door/patch.ts'
import { allOf, type Predicate } from '../../../door/predicate.ts'
import { countRows } from '../count.ts'
import type { RecordsTable } from '../records-table.ts'
import type { Upserting } from '../upsert.ts'
import { beforeChange, mayBeReferred } from './before-change.ts'
import { checkParents, orphansAmong, parentsToCheck } from './parents.ts'
import { patchedRow } from './patched-row.ts'

type Row = readonly ColumnValue[]

/** Whether an upsert must look at other tables first, and so needs a transaction. */
export const looksAtReferences = (table: RecordsTable, upserting: Upserting): boolean =>
  parentsToCheck(table).length > 0 || mayBeReferred(table, changesOf(table, upserting))

/**
 * What an insert or an update would require of other tables, whichever each row comes to: parents of the values that are written, and no child left
 * alone by those that are replaced. With one writer, or locks, what is found holds until the write.
 */
export const beforeUpsert = async (
  table: RecordsTable,
  upserting: Upserting,
  rows: readonly Row[],
  call: Call,
): Promise<void> => {
  const references = parentsToCheck(table)
  const taken = new Set(upserting.take.map(({ property }) => property))
  const patched = new Set(upserting.changes.map(({ column }) => column.property))
  const isParent = mayBeReferred(table, changesOf(table, upserting))
  const where = (row: Row): Predicate =>
    allOf(upserting.on.map((column) => equal(table, column.property, row)))
  const isThere = async (row: Row): Promise<boolean> =>
    (await countRows(table, where(row), 'active', call)) > 0
  if (!isParent && !references.some(({ property }) => patched.has(property))) {
    // Whether a row is there matters only where a parent is missing that an update would not write.
    const kept = references.filter(({ property }) => !taken.has(property))
    await checkParents(
      table,
      references.filter(({ property }) => taken.has(property)),
      rows,
      call,
    )
    for (const { row, refused } of await orphansAmong(table, kept, rows, call))
      if (!(await isThere(row))) throw refused()
    return
  }
  for (const row of rows) {
    if (!(await isThere(row))) {
      await checkParents(table, references, [row], call)
      continue
    }
    const changes = changesOf(table, upserting, row)
    if (isParent) await beforeChange(table, table.scoped(where(row)), changes, call)
    const changed = references.filter(({ property }) => taken.has(property) || patched.has(property))
    await checkParents(table, changed, [patchedRow(table, changes, tenantOf(table, row))], call)
  }
}

/** What an update of the row that exists would change. */
const changesOf = (table: RecordsTable, { take, changes }: Upserting, row?: Row): readonly Change[] => [
  ...take.map((column) => ({ column, value: row?.[table.schema.columns.indexOf(column)] ?? null })),
  ...changes,
]

const equal = (table: RecordsTable, property: string, row: Row): Predicate => {
  const column = table.column(property)
  const value = row[table.schema.columns.indexOf(column)]!
  return value === null ? { op: 'or', of: [] } : { op: 'compare', column, test: 'eq', value }
}

const tenantOf = ({ schema }: RecordsTable, row: Row): ColumnValue =>
  row[schema.columns.findIndex(({ property }) => property === schema.tenant)] ?? null
