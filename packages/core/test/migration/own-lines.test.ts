import { describe, expect, test } from 'vitest'
import type { Dialect, TableDefinition } from '../../src/database/dialect.ts'
import { journalLine } from '../../src/migration/own/journal-table.ts'
import { followedBy, line } from '../../src/migration/own/line.ts'
import { ownTable } from '../../src/migration/own/own-step.ts'
import { changesLine } from '../../src/stores/changes/table.ts'
import { referencesLine } from '../../src/stores/records/references/catalogue.ts'
import { storeLines } from '../../src/stores/store-lines.ts'

/** The beginnings of the checksums of each store's migrations, oldest first. */
const pinned: Readonly<Record<Dialect['keyColumns'], Readonly<Record<string, readonly string[]>>>> = {
  split: {
    audit: ['656d8f31d4cfdcd2'],
    cache: ['35458b270d9c2ce6'],
    context: ['ca8e4e9b186d64c9'],
    counters: ['956e55153a7df78a'],
    'key-value': ['54d9e9f1ff6782c8'],
    locks: ['6df1c48d40841211'],
    progress: ['a28a523d8cce7379'],
    queue: ['00c6515a1b65f86b', '5e4d1ca0d5a6b812', 'bd05c31ee8749d74'],
    rules: ['5a9e12bc1137be0f'],
    snapshots: ['19ff226ca6502fa7'],
    workflows: ['3a9fb144ecf83cbd', 'bac499317ed58ff8'],
  },
  folded: {
    audit: ['70bc54ce4b8c33d6'],
    cache: ['b8a7af5b59af342a'],
    context: ['90c6a0f8fcdffbd1'],
    counters: ['53117a0a08ab4687'],
    'key-value': ['e478a692b5bc83fb'],
    locks: ['6c9d792fd35d60cd'],
    progress: ['d7001e005ba5e589'],
    queue: ['c9084a16eb9435ee', '3b658f7a82a07746', 'bd05c31ee8749d74'],
    rules: ['813393e88a6e0364'],
    snapshots: ['4f9363819b22f49e'],
    workflows: ['6087db8f1de11870', 'bac499317ed58ff8'],
  },
}

/** As SQLite has it. */
const notes: TableDefinition = {
  name: 'holdfast_change_note',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'actor', type: 'text', nullable: true },
    { name: 'reason', type: 'text', nullable: true },
    { name: 'request', type: 'text', nullable: true },
    { name: 'at', type: 'bigint', nullable: true },
    { name: 'tx', type: 'text', nullable: true },
  ],
  primaryKey: ['id'],
}

const checksumsOf = ({ migrations }: ReturnType<typeof line>): readonly string[] =>
  migrations.map(({ checksum }) => checksum.slice(0, 16))

describe('the lines of the stores', () => {
  test.each([
    ['journal', journalLine, ['a525a7802c4cb659', '46f96e38d34298a3']],
    ['records', referencesLine, ['b8dd99caf627a1bb']],
    ['changes', changesLine({ tables: {} } as Dialect), ['5d90bdf068ea6942', '45e57166c1b8562f']],
    [
      'changes with notes',
      changesLine({ tables: { tracking: { noteTable: notes } } } as Dialect),
      ['9f60b21f15623c1c', '45e57166c1b8562f'],
    ],
  ])(
    'the line %s keeps the checksums of what was released, or every database that has it would be refused',
    (_, own, checksums) => {
      expect(checksumsOf(own)).toStrictEqual(checksums)
    },
  )

  test.each(['split', 'folded'] as const)(
    'storeLines() keeps the checksums of every store where keys are %s, so that an edit of a released table is seen',
    (keyColumns) => {
      // Nothing else of a dialect is in a line.
      const lines = Object.entries(storeLines({ keyColumns } as Dialect))
      const found = Object.fromEntries(lines.map(([store, own]) => [store, checksumsOf(own)]))
      expect(found).toStrictEqual(pinned[keyColumns])
    },
  )

  test('line() refuses numbers that do not count from 1', () => {
    const table = ownTable({ name: 't', columns: [{ name: 'id', type: 'text' }], primaryKey: ['id'] })
    const one = { version: 1, name: 'one', up: [table] }
    expect(() => line('a', [{ ...one, version: 2 }])).toThrow(RangeError)
    expect(() => followedBy(line('a', [one]), [one])).toThrow(RangeError)
    expect(followedBy(line('a', [one]), [{ ...one, version: 2 }]).migrations).toHaveLength(2)
  })
})
