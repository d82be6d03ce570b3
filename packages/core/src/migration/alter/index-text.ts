import type { IndexModel } from '../../contracts/schema-model.ts'

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** The statement that makes an index like this model on a table. */
export const indexText = ({ name, unique, keys, where }: IndexModel, table: string): string => {
  const list = keys.map(
    ({ column, expression, descending }) =>
      `${column === undefined ? `(${expression})` : quote(column)}${descending === true ? ' desc' : ''}`,
  )
  const condition = where === undefined ? '' : ` where ${where}`
  return `create${unique ? ' unique' : ''} index ${quote(name)} on ${quote(table)} (${list.join(', ')})${condition}`
}
