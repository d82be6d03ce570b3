import type { DiagnosisFinding } from '../../contracts/diagnosis.ts'
import type { SchemaModel, TableModel } from '../../contracts/schema-model.ts'

/** Tables that hold rows while a rebuild goes on, and those that keep what a change of type could not. */
const aside = /^holdfast_(?:new|stash)_(?<of>.+)$/
const kept = /^holdfast_quarantine_/

/** What earlier runs left behind in a database. */
export const schemaFindings = ({ tables }: SchemaModel): readonly DiagnosisFinding[] => [
  ...tables.flatMap(invalidParts),
  ...tables.flatMap(({ name }) => leftover(name, tables)),
]

const leftover = (name: string, tables: readonly TableModel[]): readonly DiagnosisFinding[] => {
  if (kept.test(name)) {
    return [
      {
        kind: 'quarantine',
        level: 'note',
        subject: name,
        message: `"${name}" keeps values that a change of type could not take over`,
        remedy: 'mend them and write them back, then drop the table',
      },
    ]
  }
  const of = aside.exec(name)?.groups?.['of']
  if (of === undefined) return []
  const isOnlyCopy = !tables.some((table) => table.name === of)
  return [
    {
      kind: 'leftover',
      level: 'problem',
      subject: name,
      message: isOnlyCopy
        ? `"${name}" was put aside while "${of}" was rebuilt, and "${of}" is gone: it is the only copy`
        : `"${name}" was put aside while "${of}" was rebuilt, and nobody came back for it`,
      remedy: isOnlyCopy
        ? `rename it to "${of}"; never drop it`
        : `compare its rows with those of "${of}", then drop it`,
    },
  ]
}

const invalidParts = ({
  name: table,
  indexes,
  checks,
  foreignKeys,
}: TableModel): readonly DiagnosisFinding[] => {
  const brokenIndexes = indexes
    .filter(({ isValid }) => !isValid)
    .map(({ name }): DiagnosisFinding => ({
      kind: 'invalid',
      level: 'problem',
      subject: name,
      message: `the index "${name}" of "${table}" was not built to its end: it costs every write and serves no query`,
      remedy: 'drop it and build it again; a migration that is half-way does so by itself',
    }))
  const unchecked = [...checks, ...foreignKeys]
    .filter(({ isValid }) => !isValid)
    .map(({ name = 'without a name' }): DiagnosisFinding => ({
      kind: 'invalid',
      level: 'note',
      subject: name,
      message: `the constraint "${name}" of "${table}" was not checked against the rows that were there before it`,
      remedy: `validate it: alter table "${table}" validate constraint "${name}"`,
    }))
  return [...brokenIndexes, ...unchecked]
}
