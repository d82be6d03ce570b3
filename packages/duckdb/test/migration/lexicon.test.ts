import { DuckDBInstance } from '@duckdb/node-api'
import { statementEndTests } from '@holdfast/conformance/migrations'
import { splitStatements } from '@holdfast/core'
import { expect, test } from 'vitest'
import { lexicon } from '../../src/migration/lexicon.ts'

const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()

const count = async (text: string): Promise<number> => (await connection.extractStatements(text)).count

const fragments = [
  "select 'a;''b;'",
  "select 'a\\'",
  "select E'a\\';b'",
  "select e'\\\\'",
  "select E'a' -- ;\n 'b\\';c'",
  "select 'a'\n'b;'",
  'select $$a;b$$',
  'select $x$ $$; $y$ ; $x$',
  'select $é$;$é$',
  'select 1 as a$b$',
  'select 1 as é$b',
  'select 1 as "a;""b"',
  'select /* ; /* ; */ ; */ 1',
  'select 1 -- ;\r + 1',
  'select 1+--;\n3',
  'select 1 +/* ; */ 2',
  "select x'AB;'",
  'select [1, 2][1]',
  "create macro f(a) as a || ';', (a, b) as a + b",
  "prepare p as select ';'",
]

statementEndTests({ engine: 'DuckDB', lexicon, fragments, others: fragments, count })

test('every character that DuckDB takes for white space is white space to splitStatements()', async () => {
  const spaces: string[] = []
  for (let code = 0x80; code <= 0xffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const character = String.fromCharCode(code)
    if (/[\p{L}\p{N}\p{M}\p{So}\p{Co}\p{Cn}]/u.test(character)) continue
    const columns = await connection.runAndReadAll(`select 1${character}as${character}a`).then(
      (read) => read.columnNames(),
      () => [],
    )
    if (columns[0] === 'a') spaces.push(character)
  }
  expect(spaces.join('')).toBe(lexicon.spaces)
})

test('a commit behind a no-break space is a commit to DuckDB, and to splitStatements()', async () => {
  const found = await connection.extractStatements('select 1;\u00A0commit')
  expect(found.count).toBe(2)
  expect(splitStatements('select 1;\u00A0commit', lexicon)[1]?.words).toBe('commit')
})

test('each statement is sent alone, for DuckDB loses its place in such a text: a backslash before it hides white space', async () => {
  const text = "select E'\\''; select\u00A01"
  await expect(count(text)).rejects.toThrow(/syntax error/)
  for (const statement of splitStatements(text, lexicon)) expect(await count(statement.text)).toBe(1)
})

test('DuckDB stops reading at NUL, so what comes behind it would never run', async () => {
  expect(await count('select 1;\0select 2')).toBe(1)
  expect(() => splitStatements('select 1;\0select 2', lexicon)).toThrow(/NUL/)
})

test('DuckDB makes several statements of one PIVOT; splitStatements() leaves it whole', async () => {
  await connection.run('create table pivoted (a int)')
  expect(await count('pivot pivoted on a')).toBe(2)
  expect(splitStatements('pivot pivoted on a', lexicon)).toHaveLength(1)
})

test('DuckDB has no triggers, functions with bodies or rules, whose semicolons would not end a statement', async () => {
  for (const text of [
    'create trigger a after insert on t begin select 1; end',
    'create function a() returns int begin atomic select 1; end',
    'create rule a as on insert to t do (select 1; select 2)',
  ])
    await expect(count(text)).rejects.toThrow(/syntax error/)
})
