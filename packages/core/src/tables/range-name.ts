import { createHash } from 'node:crypto'
import type { ColumnSchema } from '../contracts/table.ts'

const longest = 63

/**
 * The name of the check that a column's value lies in its range, as `users_credits_range`: a store tells by it that a number left the range. Plain letters
 * always, because an engine that tells a check's name tells it within a sentence.
 */
export const rangeName = (table: string, { name }: Pick<ColumnSchema, 'name'>): string => {
  const plain = `${table}_${name}_range`
  if (plain.length <= longest && /^\w+$/.test(plain)) return plain
  const hash = createHash('sha256')
    .update(JSON.stringify([table, name]))
    .digest('hex')
  return `holdfast_${hash.slice(0, 16)}_range`
}
