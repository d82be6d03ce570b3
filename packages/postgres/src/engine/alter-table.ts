import {
  alterText,
  changeTitle,
  findCheck,
  findReference,
  findUnique,
  HoldfastError,
  type AlterUnit,
  type NewCheck,
  type SchemaModel,
  type TableChange,
  type TableModel,
} from '@holdfast/core'
import { addReference, addUnique, forbidNulls, validated } from './online-constraints.ts'
import { quote, type Qualify } from './quote.ts'
import { retype } from './retype.ts'
import { askViewsOver, viewsOf, type ViewOver } from './views-over.ts'

/** The units of one change of a table. */
export const alterTable = (place: Qualify, table: string, change: TableChange): readonly AlterUnit[] => {
  const title = changeTitle(table, change)
  const there = `alter table ${place(table)}`
  const unit = (...statements: readonly string[]): readonly AlterUnit[] => [
    { title, form: 'together', statements: () => statements },
  ]
  const unitOf = (text: (model: TableModel) => string): readonly AlterUnit[] => [
    { title, form: 'together', statements: (schema) => [text(modelOf(schema, table, title))] },
  ]
  switch (change.kind) {
    case 'add-column':
    case 'rename-column':
    case 'set-default':
    case 'rename-table':
      return unit(alterText(table, change, place(table)))
    case 'drop-column':
      return [
        {
          title,
          form: 'together',
          ask: askViewsOver(place(table), change.column),
          statements: (schema, answer) => [
            dropColumn(place, modelOf(schema, table, title), change.column, viewsOf(answer), title),
          ],
        },
      ]
    case 'retype-column':
      return [retype(place, table, change)]
    case 'set-nullable':
      if (!change.isNullable) return forbidNulls(place, table, change.column, title)
      return unit(alterText(table, change, place(table)))
    case 'add-check':
      return validated(place, table, change.check.name, checkText(change.check), title)
    case 'add-reference':
      return addReference(place, table, change.reference, title)
    case 'add-unique':
      return addUnique(place, table, change.unique, title)
    case 'drop-check':
      return unitOf((model) => `${there} drop constraint ${quote(findCheck(model, change.check).name!)}`)
    case 'drop-unique':
      return unitOf((model) => {
        const { of, part } = findUnique(model, change.unique)
        return of === 'index'
          ? `drop index ${place(part.name)}`
          : `${there} drop constraint ${quote(part.name!)}`
      })
    case 'drop-reference':
      return unitOf(
        (model) => `${there} drop constraint ${quote(findReference(model, change.reference).name!)}`,
      )
  }
}

const checkText = ({ name, expression }: NewCheck): string =>
  `constraint ${quote(name)} check (${expression})`

const modelOf = ({ tables }: SchemaModel, table: string, title: string): TableModel => {
  const model = tables.find(({ name }) => name === table)
  if (model !== undefined) return model
  throw new HoldfastError('no-table', `Cannot ${title}: there is no such table`, { table })
}

/** The engine would drop the key with it. A view that shows the column cannot be made again without it, and is its author's. */
const dropColumn = (
  place: Qualify,
  { name, primaryKey }: TableModel,
  column: string,
  views: readonly ViewOver[],
  title: string,
): string => {
  const shown = views.filter(({ isDirect }) => isDirect).map((view) => `"${view.name}"`)
  const reason = primaryKey.includes(column)
    ? 'it belongs to the primary key; make the table anew with another key'
    : shown.length > 0
      ? `${shown.join(', ')} ${shown.length === 1 ? 'shows' : 'show'} it; drop that first, and make it again without the column behind`
      : undefined
  if (reason !== undefined) throw new HoldfastError('migration', `Cannot ${title}: ${reason}`)
  return `alter table ${place(name)} drop column ${quote(column)}`
}
