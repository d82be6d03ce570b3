import { statementEndTests } from '@holdfast/conformance/migrations'
import { splitStatements } from '@holdfast/core'
import { postgresUrl } from '@holdfast/postgres-server'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lexicon } from '../../src/migration/lexicon.ts'

let client: Client
beforeAll(async () => {
  client = new Client(await postgresUrl())
  await client.connect()
  await client.query('create temp table t (a int)')
})
afterAll(() => client.end())

/** How many statements the server finds. They run, and what they did is undone. */
const count = async (text: string): Promise<number> => {
  try {
    await client.query('begin')
    const results: unknown = await client.query(text)
    return Array.isArray(results) ? results.length : 1
  } finally {
    await client.query('rollback')
  }
}

const fragments = [
  "select 'a;''b;'",
  "select 'a\\'",
  "select n'a\\'",
  "select E'a\\';b'",
  "select e'\\\\'",
  "select E'a'\n'b\\';c'",
  "select E'a' -- ;\n 'b\\';c'",
  "select 'a'\n'b;'",
  "select U&'d\\0061t\\\\'",
  'select 1 as U&"d\\0061;t"',
  'select 1 as U&"d!0061;t" uescape \'!\'',
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
  'select\v1',
  'select (array[1, 2])[1]',
  'create rule r as on insert to t do also (select 1; select 2)',
  'create or replace function pg_temp.f1() returns int language sql begin atomic select case when true then 1 end; select 2; end',
  'create or replace function pg_temp.f2() returns void begin atomic end',
  'create or replace function pg_temp.f3() returns void begin atomic ; end',
  'create or replace procedure pg_temp.p1(a int) begin atomic insert into t values (a); delete from t; end',
  "create or replace function pg_temp.f4(begin int) returns int language sql as 'select 1;'",
  'do $$ begin perform 1; end $$',
]

statementEndTests({
  engine: 'PostgreSQL',
  lexicon,
  fragments,
  others: ["select 'x'", 'select $x$;$x$', 'select 1 as "a;"', "select E'\\''"],
  count,
})

test('a no-break space is a part of a word in PostgreSQL, so nothing hides a commit', async () => {
  await expect(count('\u00A0commit')).rejects.toThrow(/syntax error/)
  expect(splitStatements('\u00A0commit', lexicon)[0]?.words).toBe('\u00A0commit')
})

test('a lone return ends a line comment in PostgreSQL, so a commit behind one is seen', async () => {
  expect(await count('-- a\rselect 1; select 2')).toBe(2)
  expect(splitStatements('-- a\rcommit', lexicon)[0]?.words).toBe('commit')
})

test('strings of PostgreSQL end at a quote behind a backslash, as splitStatements() reads them', async () => {
  const { rows } = await client.query('show standard_conforming_strings')
  expect(rows).toEqual([{ standard_conforming_strings: 'on' }])
})
