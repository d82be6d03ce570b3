import type { SourceColumn } from '../../database/dialect.ts'
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import type { Bound } from '../../database/statement.ts'
import type { Observed } from '../../door/observation.ts'
import type { KeyedTable } from '../keyed/keyed-table.ts'

const pattern: SourceColumn = { name: 'new_pattern', type: 'text' }
const level: SourceColumn = { name: 'new_level', type: 'text' }
const total: SourceColumn = { name: 'new_total', type: 'bigint' }
const successes: SourceColumn = { name: 'new_successes', type: 'bigint' }
const failures: SourceColumn = { name: 'new_failures', type: 'bigint' }
const measured: SourceColumn = { name: 'new_measured', type: 'bigint' }
const sum: SourceColumn = { name: 'new_sum', type: 'real' }
const least: SourceColumn = { name: 'new_least', type: 'real' }
const greatest: SourceColumn = { name: 'new_greatest', type: 'real' }
const first: SourceColumn = { name: 'new_first', type: 'bigint' }
const last: SourceColumn = { name: 'new_last', type: 'bigint' }

const added = ['total', 'successes', 'failures', 'measured', 'sum'] as const

/** The nearer of two values to an end, where both may be missing. */
const nearer = (column: string, sign: '<' | '>'): string =>
  `${column} = case when t.${column} is null or excluded.${column} ${sign} t.${column} then coalesce(excluded.${column}, t.${column}) else t.${column} end`

/** One upsert adds what was seen. */
export const observeShape = (table: KeyedTable): Shape =>
  table.upsert('OBSERVE', {
    given: [pattern, level, total, successes, failures, measured, sum, least, greatest, first, last],
    row: (given) => ({
      pattern: given(pattern),
      level: given(level),
      total: given(total),
      successes: given(successes),
      failures: given(failures),
      measured: given(measured),
      sum: given(sum),
      least: given(least),
      greatest: given(greatest),
      first_seen: `coalesce(${given(first)}, ${table.now})`,
      last_seen: `coalesce(${given(last)}, ${table.now})`,
    }),
    update: [
      ...added.map((column) => `${column} = t.${column} + excluded.${column}`),
      nearer('least', '<'),
      nearer('greatest', '>'),
      nearer('first_seen', '<'),
      nearer('last_seen', '>'),
    ].join(', '),
  })

/** What the row of a pattern, or of a level of it, is given. */
export const observedRow = (
  encoded: string,
  ofLevel: string,
  { times, successes: good, failures: bad, value, at }: Observed,
): readonly Bound[] => {
  const isMeasured = value !== undefined
  return [
    encoded,
    ofLevel,
    times,
    good,
    bad,
    isMeasured ? times : 0,
    isMeasured ? value * times : 0,
    isMeasured ? value : null,
    isMeasured ? value : null,
    at,
    at,
  ]
}

const largest = Number.MAX_SAFE_INTEGER

/** Adds an observation to the row of a key. Those of one key that wait together are added up before they are sent. */
export const observation = (shape: Shape, key: string, given: readonly Bound[]): KeyedWrite<void> => ({
  shape,
  key,
  row: [key, ...given],
  answer: () => undefined,
  fold: (later) => {
    const both = together(given, later.row.slice(1))
    return both === undefined ? undefined : { write: observation(shape, key, both), earlier: (row) => row }
  },
})

/** Columns: pattern, level, total, successes, failures, measured, sum, least, greatest, first, last. */
const together = (a: readonly Bound[], b: readonly Bound[]): readonly Bound[] | undefined => {
  // A time of its own and "now" are compared by the engine.
  if (a[9] === null ? b[9] !== null : b[9] === null) return undefined
  const counts = [2, 3, 4, 5].map((index) => (a[index] as number) + (b[index] as number))
  const summed = (a[6] as number) + (b[6] as number)
  if (counts.some((count) => count > largest) || !Number.isFinite(summed)) return undefined
  const of = (index: number, choose: (...values: number[]) => number): number | null => {
    const values = [a[index], b[index]].filter((value) => value !== null) as number[]
    return values.length === 0 ? null : choose(...values)
  }
  return [
    a[0]!,
    a[1]!,
    ...counts,
    summed,
    of(7, Math.min),
    of(8, Math.max),
    of(9, Math.min),
    of(10, Math.max),
  ]
}
