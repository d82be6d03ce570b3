import type { LostValues, RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { ColumnModel, IndexModel, TableModel } from '../../contracts/schema-model.ts'

/** What a migration does that is the same on every engine when it means the same: without types, expressions, and names that engines give. */
export const deedsOf = ({ changes, rows, lost }: RehearsedMigration): readonly string[] => [
  ...changes.flatMap(schemaDeeds),
  ...rows.flatMap(({ table, before, after }) => {
    const more = (after ?? 0) - (before ?? 0)
    return more === 0 ? [] : [`table ${table}: rows ${more > 0 ? '+' : '−'}${Math.abs(more)}`]
  }),
  ...lost.map(lostDeed),
]

const schemaDeeds = (change: SchemaChange): readonly string[] => {
  switch (change.kind) {
    case 'create-table':
      return [`table ${change.table}: added`, ...tableDeeds(change.model)]
    case 'drop-table':
      return [`table ${change.table}: removed`]
    case 'add-column':
      return [columnDeed(change.table, change.column)]
    case 'drop-column':
      return [`table ${change.table}: column ${change.column.name}: removed`]
    case 'change-column':
      return [
        `table ${change.table}: column ${change.column}: ${change.aspect === 'nullable' ? nullText(change.after) : `another ${change.aspect}`}`,
      ]
    case 'change-primary-key':
      return [`table ${change.table}: primary key (${change.after.join(', ')})`]
    case 'add-part':
    case 'drop-part': {
      const deed = partDeed(change)
      return deed === undefined
        ? []
        : [`table ${change.table}: ${deed}: ${change.kind === 'add-part' ? 'added' : 'removed'}`]
    }
    case 'create-object':
    case 'drop-object':
      // The others are how one engine does what another does in another way.
      return change.of === 'view'
        ? [`view ${change.object.name}: ${change.kind === 'create-object' ? 'added' : 'removed'}`]
        : []
    default:
      return []
  }
}

const tableDeeds = ({ name, columns, primaryKey, uniques, indexes }: TableModel): readonly string[] => [
  // Whether the columns of a primary key take null is told otherwise by each engine.
  ...columns.map((column) =>
    primaryKey.includes(column.name)
      ? `table ${name}: column ${column.name}: added`
      : columnDeed(name, column),
  ),
  ...(primaryKey.length === 0 ? [] : [`table ${name}: primary key (${primaryKey.join(', ')})`]),
  ...uniques.map((unique) => `table ${name}: unique (${unique.columns.join(', ')}): added`),
  ...indexes.filter(({ unique }) => unique).map((index) => `table ${name}: ${indexText(index)}: added`),
]

const columnDeed = (table: string, column: ColumnModel): string =>
  `table ${table}: column ${column.name}: added, ${nullText(column)}`

const nullText = ({ nullable }: ColumnModel): string => (nullable ? 'nullable' : 'not null')

/** Checks and references are left to the library on some engines, and an index that only makes reads fast is each engine's own. */
const partDeed = (change: Extract<SchemaChange, { kind: 'add-part' | 'drop-part' }>): string | undefined => {
  switch (change.of) {
    case 'unique':
      return `unique (${change.part.columns.join(', ')})`
    case 'index':
      return change.part.unique ? indexText(change.part) : undefined
    default:
      return undefined
  }
}

/** An index over expressions is told without them. */
const indexText = ({ keys }: IndexModel): string =>
  `unique (${keys.map(({ column }) => column ?? '…').join(', ')})`

const lostDeed = ({ table, column, how, count }: LostValues): string =>
  column === undefined
    ? `table ${table}: rows ${how}: ${count}`
    : `table ${table}: values of ${column} ${how}: ${count}`
