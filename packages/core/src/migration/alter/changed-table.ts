import type { CheckModel, ColumnModel, TableModel } from '../../contracts/schema-model.ts'
import type { NewCheck, TableChange } from '../../database/alter-form.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { HoldfastError } from '../../errors.ts'
import { withConstraint } from './changed-constraints.ts'
import { isMentioned } from './is-mentioned.ts'
import { isTypeCheck } from './is-type-check.ts'
import { withRenamedColumn } from './renamed-column.ts'

/** A table as it will be, and where the values of its columns come from: the old column, or an expression over the old row. */
export interface ChangedTable {
  readonly model: TableModel
  readonly sources: ReadonlyMap<
    string,
    { readonly column: string } | { readonly expression: string } | undefined
  >
}

/** The table after these changes, for an engine that makes it anew. Pure. */
export const changedTable = (
  table: TableModel,
  changes: readonly TableChange[],
  lexicon: Lexicon,
): ChangedTable => {
  let changed: ChangedTable = {
    model: table,
    sources: new Map(
      table.columns
        .filter(({ generated }) => generated === undefined)
        .map(({ name }) => [name, { column: name }]),
    ),
  }
  for (const change of changes) changed = afterChange(changed, change, lexicon)
  return changed
}

const asModel = ({ name, expression }: NewCheck): CheckModel => ({ name, expression, isValid: true })

const withDefault = (column: ColumnModel, expression: string | undefined): ColumnModel => {
  if (expression !== undefined) return { ...column, default: expression }
  const { default: gone, ...rest } = column
  return gone === undefined ? column : rest
}

const afterChange = (
  { model, sources }: ChangedTable,
  change: TableChange,
  lexicon: Lexicon,
): ChangedTable => {
  const column = (
    edit: (one: TableModel['columns'][number]) => TableModel['columns'][number],
  ): TableModel => {
    const name = 'column' in change && typeof change.column === 'string' ? change.column : ''
    if (!model.columns.some((one) => one.name === name)) throw noColumn(model, name)
    return { ...model, columns: model.columns.map((one) => (one.name === name ? edit(one) : one)) }
  }
  switch (change.kind) {
    case 'add-column': {
      const { name, type, isNullable, default: expression, checks = [] } = change.column
      const added = {
        name,
        type,
        nullable: isNullable,
        ...(expression === undefined ? {} : { default: expression }),
      }
      return {
        model: {
          ...model,
          columns: [...model.columns, added],
          checks: [...model.checks, ...checks.map(asModel)],
        },
        sources: new Map([...sources, [name, expression === undefined ? undefined : { expression }]]),
      }
    }
    case 'drop-column':
      return {
        model: without(model, change.column, lexicon),
        sources: new Map([...sources].filter(([name]) => name !== change.column)),
      }
    case 'set-nullable':
      return { model: column((one) => ({ ...one, nullable: change.isNullable })), sources }
    case 'set-default':
      return {
        model: column((one) => withDefault(one, change.expression)),
        sources,
      }
    case 'retype-column': {
      const { column: name, type, using, checks } = change
      const retyped = column((one) => ({ ...one, type }))
      return {
        model: {
          ...retyped,
          checks: [
            ...model.checks.filter((check) => !isTypeCheck(check, model.name, name, lexicon)),
            ...checks.map(asModel),
          ],
        },
        sources: using === undefined ? sources : new Map([...sources, [name, { expression: using }]]),
      }
    }
    case 'rename-column': {
      const { column: from, to } = change
      column((one) => one)
      return {
        model: withRenamedColumn(model, from, to, lexicon),
        sources: new Map([...sources].map(([name, source]) => [name === from ? to : name, source])),
      }
    }
    case 'rename-table':
      return { model: { ...model, name: change.to }, sources }
    default:
      return { model: withConstraint(model, change), sources }
  }
}

/** What stood on the column goes with it, as it does elsewhere; a key does not. */
const without = (model: TableModel, name: string, lexicon: Lexicon): TableModel => {
  if (!model.columns.some((one) => one.name === name)) throw noColumn(model, name)
  if (model.primaryKey.includes(name)) {
    throw new HoldfastError(
      'migration',
      `Cannot drop the column "${name}" of "${model.name}": it belongs to the primary key; make the table anew with another key`,
    )
  }
  return {
    ...model,
    columns: model.columns.filter((one) => one.name !== name),
    uniques: model.uniques.filter(({ columns }) => !columns.includes(name)),
    indexes: model.indexes.filter(
      ({ keys, where }) =>
        !keys.some((key) => key.column === name || isMentioned(name, key.expression, lexicon)) &&
        !isMentioned(name, where, lexicon),
    ),
    checks: model.checks.filter(({ expression }) => !isMentioned(name, expression, lexicon)),
    foreignKeys: model.foreignKeys.filter(({ columns }) => !columns.includes(name)),
  }
}

const noColumn = ({ name }: TableModel, column: string): HoldfastError =>
  new HoldfastError('no-column', `Cannot change "${name}": it has no column "${column}"`, { table: name })
