import { isMentioned, viewsOver, type SchemaModel, type TableModel } from '@holdfast/core'
import { lexicon } from '../migration/lexicon.ts'
import { quote } from './quote.ts'

/**
 * Statements that fail where a view or a trigger names what a table has no more: the engine looks at those only when they are used, which would be
 * by the application. They change nothing.
 */
export const stillCompiles = (schema: SchemaModel, changed: TableModel): readonly string[] => {
  const { tables, triggers } = schema
  const names = (sql: string): boolean => isMentioned(changed.name, sql, lexicon)
  const fired = new Set(
    triggers.filter(({ sql, table }) => table === changed.name || names(sql)).map(({ table }) => table),
  )
  return [
    ...viewsOver(schema, changed.name, lexicon).map(({ name }) => `explain select * from ${quote(name)}`),
    ...tables
      .map((one) => (one.name === changed.name ? changed : one))
      .filter(({ name }) => fired.has(name))
      .flatMap(({ name, columns }) => {
        const own = columns.filter(({ generated }) => generated === undefined).map((one) => quote(one.name))
        return [
          `explain insert into ${quote(name)} (${own[0]!}) values (null)`,
          `explain update ${quote(name)} set ${own.map((one) => `${one} = ${one}`).join(', ')}`,
          `explain delete from ${quote(name)}`,
        ]
      }),
  ]
}
