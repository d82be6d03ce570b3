import type { TableModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import type { Work } from '../workshop.ts'

export type Key = readonly TableModel['columns'][number][]

/** Where one batch ends. */
export interface BatchEnd {
  /** Literals that the engine wrote itself. */
  readonly key: readonly string[]
  /** Whether it is as large as was asked for, and not just what is left. */
  readonly isWhole: boolean
}

/** Of so many keys one is looked at, where the engine would have to sort them. */
const share = 64

/**
 * The key of the last of the next `rows` rows that a source (`from … where …`) has in the order of the key; undefined when it has none. `roughly`: it
 * may be some more or fewer.
 */
export const batchEnd = async (
  work: Work,
  { from, where }: { readonly from: string; readonly where: readonly string[] },
  key: Key,
  rows: number,
  { quote, alter }: Dialect,
  roughly: boolean,
): Promise<BatchEnd | undefined> => {
  const columns = key.map(({ name }) => quote(name))
  const literals = key.map(({ name, type }) => alter.literalOf(quote(name), type)).join(', ')
  const order = (direction = ''): string => columns.map((column) => `${column}${direction}`).join(', ')
  const find = async (sorted: string, ...more: readonly string[]): Promise<readonly string[] | undefined> => {
    const all = [...where, ...more].map((one) => `(${one})`)
    const source = `${from}${all.length === 0 ? '' : ` where ${all.join(' and ')}`}`
    // The literals of one row: some engines would write those of all rows before they sort them.
    const found = `select ${columns.join(', ')} ${source} order by ${sorted}`
    const answer = await work.execute(statement(`select ${literals} from (${found}) as found`))
    return answer.rows[0]?.map(String)
  }
  const whole = (count: number, ...more: readonly string[]): Promise<readonly string[] | undefined> =>
    find(`${order()} limit 1 offset ${count - 1}`, ...more)
  const sampled = roughly ? alter.oneIn?.(columns, share) : undefined
  const thin = sampled === undefined ? undefined : await whole(Math.ceil(rows / share), sampled)
  // Passing over rows in the order of the key costs no sort. Behind the last whole batch it finds none, and what is left is one more.
  const found = thin ?? (await whole(rows))
  if (found !== undefined) return { key: found, isWhole: true }
  const last = await find(`${order(' desc')} limit 1`)
  return last === undefined ? undefined : { key: last, isWhole: false }
}
