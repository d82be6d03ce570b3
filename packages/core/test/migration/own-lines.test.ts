import { describe, expect, test } from 'vitest'
import { journalLine } from '../../src/migration/own/journal-table.ts'
import { followedBy, line } from '../../src/migration/own/line.ts'
import { ownTable } from '../../src/migration/own/own-step.ts'
import { keyValueLine } from '../../src/stores/key-value/table.ts'
import { referencesLine } from '../../src/stores/records/references/catalogue.ts'

describe('the lines of the stores', () => {
  test.each([
    ['journal', journalLine, ['a525a7802c4cb659', '46f96e38d34298a3']],
    ['key-value', keyValueLine({ keyColumns: 'split' }), ['54d9e9f1ff6782c8']],
    ['key-value, folded', keyValueLine({ keyColumns: 'folded' }), ['e478a692b5bc83fb']],
    ['records', referencesLine, ['b8dd99caf627a1bb']],
  ])(
    'the line %s keeps the checksums of what was released, or every database that has it would be refused',
    (_, { migrations }, checksums) => {
      expect(migrations.map(({ checksum }) => checksum.slice(0, 16))).toStrictEqual(checksums)
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
