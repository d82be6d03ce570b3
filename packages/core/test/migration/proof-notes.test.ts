import { expect, test } from 'vitest'
import { ProofNotes } from '../../src/migration/proof/proof-notes.ts'
import type { TableStock } from '../../src/migration/proof/stock.ts'

const stock = (table: string, rows: number): TableStock => ({
  table,
  columns: [],
  missing: [],
  measure: { rows, hash: `h${rows}` },
})

test('ProofNotes tells each table as it was measured last, no more than 32, and nothing where nothing was proved', () => {
  const notes = new ProofNotes()
  notes.conserved([{ table: 'gone', columns: [], missing: [] }])
  expect(notes.told).toBeUndefined()
  notes.conserved([stock('a', 1), stock('b', 2)])
  notes.conserved([stock('a', 3)])
  expect(notes.told).toEqual({
    conserved: [
      { table: 'a', rows: 3, hash: 'h3' },
      { table: 'b', rows: 2, hash: 'h2' },
    ],
    converted: [],
  })
  notes.conserved(Array.from({ length: 40 }, (_, at) => stock(`t${at}`, at)))
  expect(notes.told!.conserved).toHaveLength(32)
})
