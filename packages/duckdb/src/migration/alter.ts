import {
  changedTable,
  changeTitle,
  HoldfastError,
  viewsOver,
  type AlterForm,
  type AlterUnit,
  type SchemaModel,
  type TableChange,
  type TableModel,
} from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { native } from '../engine/native-change.ts'
import { rebuild } from '../engine/rebuild.ts'
import { session } from '../engine/session-settings.ts'
import { lexicon } from './lexicon.ts'

const find = ({ tables }: SchemaModel, table: string, title: string): TableModel => {
  const model = tables.find(({ name }) => name === table)
  if (model !== undefined) return model
  throw new HoldfastError('no-table', `Cannot ${title}: there is no such table`, { table })
}

const childOf = ({ tables }: SchemaModel, table: string): TableModel | undefined =>
  tables.find(({ foreignKeys }) => foreignKeys.some((key) => key.table === table))

/**
 * The engine makes no change behind the back of a reference, so a table that others refer to is left to its author. So is one that refers to itself: its rows could not be put back by one
 * statement, which takes no row that refers to another one of the same statement.
 */
const refuseParents = (schema: SchemaModel, table: string, title: string): void => {
  const child = childOf(schema, table)
  if (child === undefined) return
  throw new HoldfastError(
    'foreign-key',
    `Cannot ${title}: "${child.name}" refers to it by a foreign key of the engine; drop that reference first, or define it so that the library keeps it`,
    { table: child.name },
  )
}

const unit = (title: string, statements: AlterUnit['statements']): AlterUnit => ({
  title,
  form: 'together',
  statements,
})

/** What the engine does by itself is done so; for the rest the table is made anew, once for all changes that stand together. */
const changed = (
  schema: SchemaModel,
  table: string,
  changes: readonly TableChange[],
  title: string,
): readonly string[] => {
  const model = find(schema, table, title)
  const isReferredTo = childOf(schema, table) !== undefined
  const texts = changes.map((change) => native(model, change, isReferredTo))
  // The engine looks at a view only when it is read, which would be by the application.
  const views = viewsOver(schema, table, lexicon).map(({ name }) => `explain select * from ${quote(name)}`)
  if (texts.every((text) => text !== undefined)) return [...texts.flat(), ...views]
  // A reference to itself that these changes drop is none that stays.
  const { model: next } = changedTable(model, changes, lexicon)
  const tables = schema.tables.map((one) => (one === model ? { ...next, name: table } : one))
  refuseParents({ ...schema, tables }, table, title)
  return [...rebuild(schema, model, changes), ...views]
}

export const alter: AlterForm = {
  session,
  change: (table, changes) => {
    const title = changes.map((change) => changeTitle(table, change)).join(', ')
    return [unit(title, (schema) => changed(schema, table, changes, title))]
  },
  dropTable: (table) => {
    const title = `drop the table "${table}"`
    return [
      unit(title, (schema) => {
        // A reference to itself goes with it.
        refuseParents({ ...schema, tables: schema.tables.filter(({ name }) => name !== table) }, table, title)
        return [`drop table ${quote(table)}`]
      }),
    ]
  },
  createIndex: ({ table, name, columns, unique, where }) => {
    const title = `make the index "${name}" on "${table}"`
    return [
      unit(title, () => {
        if (where !== undefined && unique)
          throw new HoldfastError(
            'unsupported',
            `Cannot ${title}: the engine has no unique index over some of the rows`,
          )
        return [
          `create${unique ? ' unique' : ''} index ${quote(name)} on ${quote(table)} (${columns.map(quote).join(', ')})`,
        ]
      }),
    ]
  },
  dropIndex: (table, name) => [
    unit(`drop the index "${name}" on "${table}"`, () => [`drop index ${quote(name)}`]),
  ],
  rehearses: 'copy',
  rehearsed: (text) => text,
  isOfText: ({ message }) =>
    /^(?:Parser|Syntax|Catalog|Binder|Dependency|Not implemented) Error: /.test(message),
  oneIn: (columns, n) => `hash(${columns.join(', ')}) % ${n} = 0`,
  literalOf: (column, type) =>
    `'''' || replace(${column}::varchar, '''', '''''') || '''::${type.replaceAll("'", "''")}'`,
}
