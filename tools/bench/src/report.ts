import type { Row } from './row.ts'

export const allEngines = ['sqlite', 'postgres', 'duckdb'] as const
export const allParts = ['key-value', 'cache', 'queue', 'audit', 'records', 'changes', 'migrations'] as const

/** Which part of the page a row belongs to, by how it is named. */
const partOf = ({ name }: Row): string => allParts.find((part) => name.startsWith(`${part}: `)) ?? 'key-value'

/** The rows of a report after some of it was measured again, in the order of the page. */
export const withMeasured = (known: readonly Row[], measured: readonly Row[]): readonly Row[] => {
  const placed = ({ engine }: Row, part: string): string => `${engine} ${part}`
  const fresh = new Set(measured.map((row) => placed(row, partOf(row))))
  const rows = [...known.filter((row) => !fresh.has(placed(row, partOf(row)))), ...measured]
  return allEngines.flatMap((engine) =>
    allParts.flatMap((part) => rows.filter((row) => placed(row, partOf(row)) === `${engine} ${part}`)),
  )
}
