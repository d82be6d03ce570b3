import type { BrokenReference, Declared, Stock, TableStock } from './stock.ts'

/** Something that changed although nobody declared it. */
export interface Difference {
  readonly table: string
  /**
   * `gone`: the table. `columns`: some of its columns. `rows`: their number. `content`: as many rows, of other values.
   * `references`: rows refer to rows that are not there, and did not before.
   */
  readonly what: 'gone' | 'columns' | 'rows' | 'content' | 'references'
  /** Of the table; for `references`, of those that refer to nothing. */
  readonly rowsBefore: number
  readonly rowsAfter: number
  /** For `columns`: which. */
  readonly columns?: readonly string[]
  /** For `references`: what they should refer to. */
  readonly parent?: string
}

/**
 * Everything that differs and is not declared. A table that is declared is left out whole, unless its columns are named:
 * then only those were left out when stock was taken. Pure.
 */
export const compareStock = (
  before: Stock,
  after: Stock,
  declared: readonly Declared[] = [],
): readonly Difference[] => {
  const whole = new Set(declared.filter(({ columns }) => columns === undefined).map(({ table }) => table))
  const tables = before.tables
    .filter(({ table }) => !whole.has(table))
    .flatMap((former) =>
      differenceOf(
        former,
        after.tables.find(({ table }) => table === former.table),
      ),
    )
  return [...tables, ...newlyBroken(before.broken, after.broken)]
}

const differenceOf = (before: TableStock, after: TableStock | undefined): readonly Difference[] => {
  const { table, measure } = before
  if (measure === undefined) return []
  const rowsBefore = measure.rows
  const now = after?.measure
  if (after === undefined || now === undefined) return [{ table, what: 'gone', rowsBefore, rowsAfter: 0 }]
  const difference = { table, rowsBefore, rowsAfter: now.rows }
  if (after.missing.length > 0) {
    const lost: Difference = { ...difference, what: 'columns', columns: after.missing }
    return now.rows === rowsBefore ? [lost] : [lost, { ...difference, what: 'rows' }]
  }
  if (now.rows !== rowsBefore) return [{ ...difference, what: 'rows' }]
  return now.hash === measure.hash ? [] : [{ ...difference, what: 'content' }]
}

const newlyBroken = (
  before: readonly BrokenReference[],
  after: readonly BrokenReference[],
): readonly Difference[] =>
  after.flatMap(({ table, parent, rows }) => {
    const was = before.find((other) => other.table === table && other.parent === parent)?.rows ?? 0
    return rows > was
      ? [{ table, what: 'references' as const, rowsBefore: was, rowsAfter: rows, parent }]
      : []
  })

const words: { readonly [W in Difference['what']]: (one: Difference) => string } = {
  gone: ({ rowsBefore }) => `is gone with ${rowsBefore} rows`,
  columns: ({ columns = [] }) => `lost the columns ${columns.join(', ')}`,
  rows: ({ rowsBefore, rowsAfter }) => `had ${rowsBefore} rows and has ${rowsAfter}`,
  content: () => 'holds other values',
  references: ({ parent }) => `refers to rows of "${parent}" that are not there`,
}

/** For people; of names and numbers of rows only. */
export const tellDifferences = (differences: readonly Difference[]): string =>
  differences.map((one) => `"${one.table}" ${words[one.what](one)}`).join('; ')
