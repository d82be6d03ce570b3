import type { IndexModel } from '../../contracts/schema-model.ts'
import { quoted } from './quoted.ts'

/** The statement that makes an index like this model on a table. */
export const indexText = ({ name, unique, keys, where }: IndexModel, table: string): string => {
  const list = keys.map(
    ({ column, expression, descending }) =>
      `${column === undefined ? `(${expression})` : quoted(column)}${descending === true ? ' desc' : ''}`,
  )
  const condition = where === undefined ? '' : ` where ${where}`
  return `create${unique ? ' unique' : ''} index ${quoted(name)} on ${quoted(table)} (${list.join(', ')})${condition}`
}
