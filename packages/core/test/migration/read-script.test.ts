import { describe, expect, test } from 'vitest'
import { decode } from '../../src/migration/text/decode.ts'
import { checksum, normalise } from '../../src/migration/text/normalise.ts'
import { readScript } from '../../src/migration/text/read-script.ts'
import { plain, rich } from './lexicons.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('checksum() is the same whatever the line ends, with a byte order mark or without', () => {
  expect(checksum('\uFEFFa\r\nb\r\n')).toBe(checksum('a\nb\n'))
  expect(checksum('a\nb')).not.toBe(checksum('a\nb\n'))
  expect(checksum('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('normalise() leaves a lone return, which may be in a value', () => {
  expect(normalise('a\rb\r\r\nc')).toBe('a\rb\r\nc')
})

describe('decode()', () => {
  test('gives the normalised text', () => {
    expect(decode(bytes('\uFEFFé\r\n😀'), '1.sql')).toBe('é\n😀')
    expect(decode(new Uint8Array(), '1.sql')).toBe('')
  })

  test.each<readonly [string, readonly number[], RegExp]>([
    [
      'a byte that no character has',
      [0x61, 0x0a, 0x62, 0xff, 0x63],
      /^Cannot read 1\.sql: the byte at position 3, line 2, is not UTF-8; save it as UTF-8$/,
    ],
    ['a character that is cut off', [0x61, 0xc3], /position 1, line 1, is not UTF-8/],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], /it is UTF-16; save it as UTF-8/],
  ])('refuses %s', (_, given, message) => {
    expect(() => decode(Uint8Array.from(given), '1.sql')).toThrow(
      expect.objectContaining({ code: 'migration', message: expect.stringMatching(message) }),
    )
  })
})

describe('readScript()', () => {
  test('gives what the comments ask for, with the lines', () => {
    const { directives, statements } = readScript(
      [
        '-- holdfast: no-transaction',
        '--accept: dl02 – the column was never read',
        '-- assert-before: select 1 from a where b is null;',
        'drop table a; -- accept: DL01: it is empty',
        "insert into c values ('-- accept: XX01 no')",
        '/* -- accept: XX01 no',
        '*/',
        '-- assert-after: select count(*) = 0 from c',
        '-- changes: c(d, "e f"), main."g,h", i',
        '-- note: nothing of ours',
      ].join('\n'),
      rich,
    )
    expect(statements).toHaveLength(2)
    expect(directives).toEqual({
      transaction: false,
      accept: [
        { rule: 'DL02', reason: 'the column was never read', line: 2 },
        { rule: 'DL01', reason: 'it is empty', line: 4 },
      ],
      before: [{ query: 'select 1 from a where b is null', line: 3 }],
      after: [{ query: 'select count(*) = 0 from c', line: 8 }],
      changes: [
        { table: 'c', columns: ['d', '"e f"'], line: 9 },
        { table: 'main."g,h"', line: 9 },
        { table: 'i', line: 9 },
      ],
    })
  })

  test('gives a transaction and no wishes for a text without comments', () => {
    expect(readScript('select 1', plain).directives).toEqual({
      transaction: true,
      accept: [],
      before: [],
      after: [],
      changes: [],
    })
  })

  test.each([
    [
      'an unknown wish',
      '\n-- holdfast: notransaction',
      /line 2: there is no directive “holdfast: notransaction”/,
    ],
    [
      'an acceptance without a reason',
      '-- accept: DL02',
      /line 1: an acceptance names one rule and gives a reason/,
    ],
    ['an acceptance of no rule', '-- accept: everything is fine', /an acceptance names one rule/],
    ['an acceptance of several rules at once', '-- accept: DL01', /an acceptance names one rule/],
    ['an assertion that asks nothing', '-- assert-after: ;', /line 1: assert-after asks nothing/],
    ['changes of nothing', '-- changes:', /changes names no tables/],
    ['changes that are none', '-- changes: a(b', /changes names no tables/],
    ['changes of no column', '-- changes: a(b,)', /changes names no tables/],
    ['BEGIN', 'select 1;\nbegin;', /line 2: BEGIN cannot stand in a migration; remove it/],
    ['START TRANSACTION', 'start\ntransaction', /line 1: START TRANSACTION cannot stand/],
    ['a commit behind a comment', '/* a */ Commit', /line 1: COMMIT cannot stand/],
    ['ATTACH', "attach 'x' as y", /line 1: ATTACH cannot stand in a migration; remove it: the connection/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readScript(text, plain, '1.sql')).toThrow(
      expect.objectContaining({ code: 'migration', message: expect.stringMatching(message) }),
    )
  })

  test('takes BEGIN in the body of a trigger, and names that begin so', () => {
    for (const text of [
      'create trigger t after insert on a begin select 1; end',
      'beginning',
      '"begin"',
      'select begin',
      'commits',
    ])
      expect(readScript(text, plain).statements).toHaveLength(1)
  })
})
