import type { Call } from '../../../database/executor.ts'
import type { Change } from '../../../door/patch.ts'
import { allOf, anyOf, not, type Predicate } from '../../../door/predicate.ts'
import { HoldfastError } from '../../../errors.ts'
import { StatementText } from '../../../tables/statement-text.ts'
import type { RecordsTable } from '../records-table.ts'
import { referencesFrom } from './known-references.ts'

/** Whether these changes could leave a child without its parent, where no engine watches: a unique value can be referred to, and a key cannot change. */
export const mayBeReferred = ({ schema, parts }: RecordsTable, changes: readonly Change[]): boolean =>
  !parts.capabilities.foreignKeys &&
  schema.uniques.some(({ columns }) => changes.some(({ column }) => columns.includes(column.property)))

/** Requires that no child refers to a value that these changes replace, in rows that match. Throws `foreign-key`, as an engine would. */
export const beforeChange = async (
  table: RecordsTable,
  where: Predicate,
  changes: readonly Change[],
  call: Call,
): Promise<void> => {
  const { dialect, executor, schema } = table
  for (const { parent, child, name, columns, target } of await referencesFrom(table)) {
    if (parent !== schema.name) continue
    const replaced = changes.filter(({ column }) => target.some((known) => known.name === column.name))
    if (replaced.length === 0) continue
    const text = new StatementText(dialect)
    const pairs = columns.map(
      (column, index) => `c.${dialect.quote(column.name)} = t.${dialect.quote(target[index]!.name)}`,
    )
    const changing = text.where(allOf([where, anyOf(replaced.map(differs))]))
    const sql = `select 1 from ${table.name} as t inner join ${dialect.table(child)} as c on ${pairs.join(' and ')} where ${changing} limit 1`
    const { rows } = await executor.query(text.finish(sql, `CHILDREN ${child}`), 'write', call)
    if (rows.length === 0) continue
    throw executor.fail(
      new HoldfastError(
        'foreign-key',
        `Cannot ${call.action}: a row of "${child}" refers to the value that is there`,
        {
          table: child,
          columns: columns.map((column) => column.name),
          constraint: name,
        },
      ),
    )
  }
}

/** A value that is set to what it was leaves everybody their parent. */
const differs = (change: Change): Predicate => {
  if (!('value' in change)) return allOf([])
  const { column, value } = change
  return not(value === null ? { op: 'null', column } : { op: 'compare', column, test: 'eq', value })
}
