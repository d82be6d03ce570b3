import { array, constantFrom, nat, record, type Arbitrary } from 'fast-check'
import { columns, proofRow, type ProofRow } from './rows.ts'

/** Some rows, and what a migration made of them. */
export interface Rewritten {
  readonly before: readonly ProofRow[]
  readonly after: readonly ProofRow[]
}

type Change = (rows: readonly ProofRow[], how: How) => readonly ProofRow[]

interface How {
  readonly other: ProofRow
  readonly column: keyof typeof columns
  readonly one: number
  readonly two: number
}

const changes: readonly Change[] = [
  // Nothing but the order.
  (rows, { one }) => [...rows.slice(one), ...rows.slice(0, one)].toReversed(),
  // One value.
  (rows, { one, column, other }) =>
    rows.map((row, index) => (index === one % rows.length ? { ...row, [column]: other[column] } : row)),
  // Two rows swap one value: each column holds what it held.
  (rows, { one, two, column }) => {
    const [first, second] = [rows[one % rows.length]!, rows[two % rows.length]!]
    return rows.map((row) =>
      row === first
        ? { ...row, [column]: second[column] }
        : row === second
          ? { ...row, [column]: first[column] }
          : row,
    )
  },
  // Duplicates in a pair, which cancel each other in an exclusive or.
  (rows, { other }) => [...rows, other, other],
  // One row becomes another one, so that the number stays.
  (rows, { one, other }) => rows.map((row, index) => (index === one % rows.length ? other : row)),
  // One row less and another one twice.
  (rows, { one, two }) => [
    ...rows.filter((_, index) => index !== one % rows.length),
    rows[two % rows.length]!,
  ],
]

export const rewritten: Arbitrary<Rewritten> = record({
  rows: array(proofRow, { minLength: 1, maxLength: 8 }),
  change: constantFrom(...changes),
  other: proofRow,
  column: constantFrom(...(Object.keys(columns) as (keyof typeof columns)[])),
  one: nat(7),
  two: nat(7),
}).map(({ rows, change, ...how }) => ({ before: rows, after: change(rows, how) }))
