import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement, type DriverCell } from '../../database/statement.ts'

/** The rows behind one key, up to another one. Keys are texts, because a cell may hold less than the column does. */
export interface KeyRange {
  readonly after?: readonly string[] | undefined
  readonly to?: readonly string[] | undefined
}

interface Condition {
  readonly where: string
  readonly values: readonly string[]
}

export interface KeyRanges {
  condition(range: KeyRange): Condition
  /** The key of the last of the first `rows` rows of a range, or nothing when it has no more than these. */
  end(range: KeyRange, rows: number): Promise<readonly string[] | undefined>
  keys(range: KeyRange): Promise<readonly (readonly DriverCell[])[]>
}

/** Pieces of a table in order of its key, whose columns hold no nulls. */
export const keyRanges = (
  ask: Ask,
  dialect: Dialect,
  { table, key }: { readonly table: string; readonly key: readonly string[] },
): KeyRanges => {
  const columns = key.map(dialect.quote)
  const list = columns.join(', ')
  const condition = ({ after, to }: KeyRange): Condition => {
    const values = [...(after ?? []), ...(to ?? [])]
    const bound = (first: number): string =>
      key.map((_, index) => dialect.placeholder(first + index)).join(', ')
    const parts = [
      ...(after === undefined ? [] : [`(${list}) > (${bound(1)})`]),
      ...(to === undefined ? [] : [`(${list}) <= (${bound(1 + (after?.length ?? 0))})`]),
    ]
    return { where: parts.length === 0 ? '' : `where ${parts.join(' and ')}`, values }
  }
  const from = dialect.table(table)
  return {
    condition,
    end: async (range, rows) => {
      const { where, values } = condition(range)
      // Under another name, or the order would be that of the texts.
      const texts = columns.map((column, index) => `cast(${column} as text) as text${index}`).join(', ')
      const found = await ask(
        statement(
          `select ${texts} from ${from} ${where} order by ${list} limit 2 offset ${rows - 1}`,
          values,
        ),
      )
      // The last row of all ends no range: what follows it is nothing.
      return found.length < 2 ? undefined : found[0]?.map(String)
    },
    keys: (range) => {
      const { where, values } = condition(range)
      return ask(statement(`select ${list} from ${from} ${where} order by ${list} limit 1`, values))
    },
  }
}
