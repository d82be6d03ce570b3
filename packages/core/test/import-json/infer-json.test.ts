import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { inferJson } from '../../src/import-json/index.ts'

const folders: string[] = []
const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-infer-'))
  folders.push(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const id = (digit: number): string => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`

describe('inferJson()', () => {
  test('says by kind of file what the records hold, and drafts a table for them', async () => {
    const folder = folderOf({
      'ada/visits.jsonl': [1, 2]
        .map(
          (n) =>
            `{"id":"${id(n)}","at":"2024-01-0${n}T00:00:00.000Z","day":"2024-01-0${n}","n":${n},"tab size":1}\n`,
        )
        .join(''),
      'bob/visits.jsonl': `{"id":"${id(3)}","at":"2024-01-03T00:00:00.000Z","day":"2024-01-03","n":null,"big":9007199254740993}\n{"x":\n`,
      'windows.json': '{"main":{"x":1.5,"open":true},"side":{"x":-0,"open":false,"list":[1]}}',
      'items.json': '[{"_id":1,"v":1},{"_id":2,"v":"a"}]',
      'one.json': '{"theme":"dark","theme":"light","n":1e400}',
      'not.txt': 'x',
    })
    const { kinds } = await inferJson(folder)
    expect(kinds.map(({ pattern, shape, files, records }) => [pattern, shape, files, records])).toStrictEqual(
      [
        ['*/visits.jsonl', 'lines', 2, 3],
        ['items.json', 'items', 1, 2],
        ['one.json', 'value', 1, 1],
        ['windows.json', 'entries', 1, 2],
      ],
    )
    const [visits, items, one, windows] = kinds
    expect(visits?.broken).toMatchObject([{ path: 'bob/visits.jsonl', line: 2 }])
    expect(visits?.fields.find(({ name }) => name === 'n')).toMatchObject({
      present: 3,
      nulls: 1,
      smallest: 1,
      largest: 2,
    })
    expect(visits?.table).toBe(`const visits = defineTable('visits', {
  id: uuid().primaryKey(),
  at: timestamp(),
  day: date(),
  n: integer().nullable(),
  'tab size': integer().nullable(),
  big: bigint().nullable(),
})
// '*/visits.jsonl': into(visits, { absent: 'null' })
`)
    expect(items?.table).toContain('_id: integer().primaryKey()')
    expect(items?.table).toContain('v: json(), // number or text')
    expect(one).toMatchObject({ duplicateKeys: 1 })
    expect(one?.table).toContain('n: text(), // as writeExact gives it')
    expect(windows?.table).toContain('x: real(), // −0 occurs, which no column holds')
    expect(windows?.table).toContain("into(windows, { shape: 'entries', absent: 'null' })")
  })
})
