import type { AlterUnit, NewReference, NewUnique } from '@holdfast/core'
import { createIndex } from './concurrent-indexes.ts'
import { quote, type Qualify } from './quote.ts'

const unit = (title: string, ...statements: readonly string[]): AlterUnit => ({
  title,
  form: 'together',
  statements: () => statements,
})

/** A constraint that holds for new rows first; those that are there are read in another transaction, beside writers. */
export const validated = (
  place: Qualify,
  table: string,
  name: string,
  constraint: string,
  title: string,
  validating: string = title,
): readonly AlterUnit[] => [
  unit(`${title}: for new rows`, `alter table ${place(table)} add ${constraint} not valid`),
  { ...unit(validating, `alter table ${place(table)} validate constraint ${quote(name)}`), startsNew: true },
]

export const addReference = (
  place: Qualify,
  table: string,
  { name, columns, table: parent, referencedColumns, onDelete }: NewReference,
  title: string,
): readonly AlterUnit[] => {
  const list = (names: readonly string[]): string => names.map(quote).join(', ')
  const text = `constraint ${quote(name)} foreign key (${list(columns)}) references ${place(parent)} (${list(referencedColumns)}) on delete ${onDelete}`
  return validated(place, table, name, text, title)
}

/** The index is built beside writers, and then it is the constraint's. */
export const addUnique = (
  place: Qualify,
  table: string,
  { name, columns }: NewUnique,
  title: string,
): readonly AlterUnit[] => [
  ...createIndex(place, { table, name, columns, unique: true }),
  unit(title, `alter table ${place(table)} add constraint ${quote(name)} unique using index ${quote(name)}`),
]

/**
 * Forbids nulls without reading the table under its lock: a check that holds for new rows first, then the rows that are there, beside writers, and
 * what the check has proved is then taken for granted.
 */
export const forbidNulls = (
  place: Qualify,
  table: string,
  column: string,
  title: string,
): readonly AlterUnit[] => {
  const there = `alter table ${place(table)}`
  // Not as the server would call its own, which would get another name then.
  const proof = `${table}_${column}_present`.slice(0, 63)
  const check = `constraint ${quote(proof)} check (${quote(column)} is not null)`
  return [
    ...validated(place, table, proof, check, title, `${title}: for rows that are there`),
    {
      ...unit(
        title,
        `${there} alter column ${quote(column)} set not null`,
        `${there} drop constraint ${quote(proof)}`,
      ),
      startsNew: true,
    },
  ]
}
