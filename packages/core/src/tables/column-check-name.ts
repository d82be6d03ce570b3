import { createHash } from 'node:crypto'
import type { ColumnSchema } from '../contracts/table.ts'

const longest = 63

/**
 * The name of a check of one column, as `users_credits_range` or `users_role_values`: by it a store tells that a number left its range. Plain letters
 * always, because an engine that tells a check's name tells it within a sentence.
 */
export const columnCheckName = (
  table: string,
  { name }: Pick<ColumnSchema, 'name'>,
  kind: 'range' | 'values',
): string => {
  const plain = `${table}_${name}_${kind}`
  if (plain.length <= longest && /^\w+$/.test(plain)) return plain
  const hash = createHash('sha256')
    .update(JSON.stringify([table, name]))
    .digest('hex')
  return `holdfast_${hash.slice(0, 16)}_${kind}`
}
