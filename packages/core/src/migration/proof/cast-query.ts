import type { Dialect } from '../../database/dialect.ts'
import type { CastTest } from '../../database/proof-form.ts'
import type { Ask } from '../../database/ask.ts'
import { statement, type Bound, type DriverCell } from '../../database/statement.ts'
import type { TypeAudit, TypeChange } from './audit-type-change.ts'

/** The texts of an audit, for all rows or those under a condition. */
export interface CastQuery {
  /** How many rows there are, are null and come back the same: when that is all, nothing else has to be looked at. */
  lossless(where?: string): string
  counts(where?: string): string
  samples(most: number, where?: string): string
  /** The rows that would lose something: the columns of their key, and `lost_value`, the value as it was. */
  lossy(key: readonly string[]): string
}

export type Counts = Omit<TypeAudit, 'samples' | 'isComplete'>

export const castQuery = (
  dialect: Dialect,
  { table, column, key }: TypeChange,
  test: CastTest,
): CastQuery => {
  const fence = test.fence === undefined ? '' : ` ${test.fence}`
  const keys = key.map((name, index) => `${dialect.quote(name)} as k${index}`)
  const order = key.map((_, index) => `k${index}`).join(', ')
  const from = (where = ''): string => {
    const held = [...keys, `${dialect.quote(column)} as held`, `${test.value} as value`].join(', ')
    const values = `select ${held} from ${dialect.table(table)} ${where}${fence}`
    const again = `select *, ${test.again} as again from (${values}) converted${fence}`
    return `(select *, ${test.same} as same from (${again}) returned${fence}) judged`
  }
  const differs = 'held is not null and same is not true'
  const whole = `count(*), count(*) filter (where held is null), count(*) filter (where held is not null and same)`
  return {
    lossless: (where) => `select ${whole} from ${from(where)}`,
    counts: (where) =>
      `select ${whole}, count(*) filter (where ${differs} and ${test.outOfRange}) from ${from(where)}`,
    lossy: (names) => {
      const columns = names.map((name, index) => `k${index} as ${dialect.quote(name)}`)
      return `select ${columns.join(', ')}, held as lost_value from ${from()} where ${differs}`
    },
    samples: (most, where) =>
      `select ${order} from ${from(where)} where ${differs} order by ${order} limit ${most}`,
  }
}

/** Counts the rows under a condition. Why a value is lost is asked only where one is. */
export const countCasts = async (
  ask: Ask,
  query: CastQuery,
  where?: string,
  values?: readonly Bound[],
): Promise<Counts> => {
  const found = countsOf(await ask(statement(query.lossless(where), values)))
  return found.lost === 0 ? found : countsOf(await ask(statement(query.counts(where), values)))
}

const countsOf = (rows: readonly (readonly DriverCell[])[]): Counts => {
  const [total = 0, nulls = 0, lossless = 0, outOfRange = 0] = (rows[0] ?? []).map(Number)
  return { rows: total, nulls, lossless, lost: total - nulls - lossless - outOfRange, outOfRange }
}
