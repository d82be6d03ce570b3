import type { Counter, CounterWithLevels, Tally } from '../../contracts/counters.ts'
import type { DriverCell } from '../../database/statement.ts'
import { decodeKey } from '../../door/key.ts'
import { safeCount } from '../../door/safe-count.ts'

/** What is read of a row, in the form of `tallyOf`. */
export const tallyColumns = [
  'pattern',
  'level',
  'total',
  'successes',
  'failures',
  'measured',
  'sum',
  'least',
  'greatest',
  'first_seen',
  'last_seen',
] as const

type Row = readonly DriverCell[]

const tallyOf = (row: Row, action: string): Tally => {
  const count = (index: number): number => safeCount(row[index], action)
  const measured = count(5)
  const sum = Number(row[6])
  return {
    total: count(2),
    successes: count(3),
    failures: count(4),
    firstSeen: new Date(Number(row[9])),
    lastSeen: new Date(Number(row[10])),
    ...(measured === 0
      ? {}
      : {
          measured: {
            count: measured,
            sum,
            mean: sum / measured,
            least: Number(row[7]),
            greatest: Number(row[8]),
          },
        }),
  }
}

export const counterOf = (row: Row, action: string): Counter => ({
  key: decodeKey(row[0] as string),
  ...tallyOf(row, action),
})

/** The rows of one pattern: its own and those of its levels, in the order of their names. */
export const withLevels = (rows: readonly Row[], action: string): CounterWithLevels | undefined => {
  const own = rows.find((row) => row[1] === '')
  if (own === undefined) return undefined
  const levels: [string, Tally][] = rows
    .filter((row) => row !== own)
    .map((row) => [row[1] as string, tallyOf(row, action)])
  return { ...counterOf(own, action), levels: Object.fromEntries(levels) }
}
