import { createHash } from 'node:crypto'
import type { TableSchema } from '../contracts/table.ts'

const longest = 63

/**
 * The name of a constraint or index: the table, its columns and what it is, as `users_email_unique`. What is too long for every engine, or told
 * apart by more than its columns, ends in a hash.
 */
export const constraintName = (
  { name, columns }: Pick<TableSchema, 'name' | 'columns'>,
  kind: 'unique' | 'index' | 'check' | 'reference',
  properties: readonly string[],
  more = '',
): string => {
  const named = properties.map(
    (property) => columns.find((column) => column.property === property)?.name ?? property,
  )
  const plain = [name, ...named, ...(kind === 'check' ? [more] : []), kind].join('_')
  if (Buffer.byteLength(plain) <= longest && (more === '' || kind === 'check')) return plain
  const hash = createHash('sha256')
    .update(JSON.stringify([name, named, kind, more]))
    .digest('hex')
    .slice(0, 8)
  return `${cut(plain, longest - 9)}_${hash}`
}

const cut = (text: string, bytes: number): string => {
  let short = text
  while (Buffer.byteLength(short) > bytes) short = short.slice(0, -1)
  return short.isWellFormed() ? short : short.slice(0, -1)
}
