import type { Bound } from '@holdfast/core'
import { constantFrom, integer, oneof, option, record, string, uint8Array, type Arbitrary } from 'fast-check'
import type { Workbench } from '../../../workbench.ts'

export const columns = { n: 'bigint', t: 'text', r: 'real', b: 'bytes', f: 'boolean' } as const

type Name = keyof typeof columns

/** Few values, so that rows are often alike in some columns. */
export interface ProofRow {
  readonly n: number | null
  readonly t: string | null
  readonly r: number | null
  readonly b: Uint8Array | null
  readonly f: boolean | null
}

const few = { size: 'xsmall' } as const

export const proofRow: Arbitrary<ProofRow> = record({
  n: option(oneof(integer({ min: -2, max: 2 }), integer())),
  t: option(
    oneof(
      constantFrom('', 'a', 'A', '1', 'null', 'ab', 'é', '0x61', '\uFFFD'),
      string({ unit: 'binary', ...few }),
    ),
  ).map((text) => text?.replaceAll('\0', '') ?? null),
  r: option(constantFrom(0, 1, 1.5, -1, 1e300, 0.1 + 0.2, 0.3)),
  b: option(oneof(uint8Array({ maxLength: 2 }), uint8Array({ maxLength: 300, size: 'max' }))),
  f: option(constantFrom(true, false)),
})

const names = Object.keys(columns) as readonly Name[]

/** The same for rows that a table holds alike, and for no others. */
export const signature = (row: ProofRow): string =>
  JSON.stringify(
    names.map((name) => {
      const value = row[name]
      return value instanceof Uint8Array ? { bytes: Array.from(value) } : value
    }),
  )

/** Replaces what the table holds. */
export const fill = async (
  { dialect, run }: Workbench,
  table: string,
  rows: readonly ProofRow[],
): Promise<void> => {
  await run(`delete from ${dialect.table(table)}`)
  if (rows.length === 0) return
  const values: Bound[] = []
  const tuples = rows.map((row) => {
    const cells = names.map((name) => {
      const value = row[name]
      values.push(value === null ? null : dialect.columnType({ kind: columns[name] }).encode(value))
      return dialect.placeholder(values.length)
    })
    return `(${cells.join(', ')})`
  })
  await run(`insert into ${dialect.table(table)} (${names.join(', ')}) values ${tuples.join(', ')}`, values)
}
