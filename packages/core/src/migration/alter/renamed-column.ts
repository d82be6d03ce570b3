import type { IndexModel, TableModel } from '../../contracts/schema-model.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { tokensOf } from './expression-tokens.ts'
import { quoted } from './quoted.ts'

/** A table in which one column has another name, everywhere that it is named. */
export const withRenamedColumn = (
  model: TableModel,
  from: string,
  to: string,
  lexicon: Lexicon,
): TableModel => {
  const name = (one: string): string => (one === from ? to : one)
  const names = (list: readonly string[]): readonly string[] => list.map(name)
  const expression = (text: string): string => renamed(text, from, to, lexicon)
  const index = ({ keys, where, ...rest }: IndexModel): IndexModel => ({
    ...rest,
    keys: keys.map(({ column, expression: text, ...key }) => ({
      ...key,
      ...(column === undefined ? {} : { column: name(column) }),
      ...(text === undefined ? {} : { expression: expression(text) }),
    })),
    ...(where === undefined ? {} : { where: expression(where) }),
  })
  return {
    ...model,
    columns: model.columns.map((one) => (one.name === from ? { ...one, name: to } : one)),
    primaryKey: names(model.primaryKey),
    uniques: model.uniques.map((one) => ({ ...one, columns: names(one.columns) })),
    indexes: model.indexes.map(index),
    checks: model.checks.map((one) => ({ ...one, expression: expression(one.expression) })),
    foreignKeys: model.foreignKeys.map((one) => ({
      ...one,
      columns: names(one.columns),
      ...(one.table === model.name ? { referencedColumns: names(one.referencedColumns) } : {}),
    })),
  }
}

const renamed = (text: string, from: string, to: string, lexicon: Lexicon): string => {
  let written = ''
  let done = 0
  for (const { name, start, end, isCalled } of tokensOf(text, lexicon)) {
    if (name?.toLowerCase() !== from.toLowerCase() || isCalled) continue
    written += `${text.slice(done, start)}${quoted(to)}`
    done = end
  }
  return written + text.slice(done)
}
