import type { Failure, Phase } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import type { SqliteConnection } from '../src/connection.ts'
import { failure } from '../src/errors.ts'
import { connect, errorsOf, openDriver, rows, run, statement, thrownBy } from './scratch.ts'

const schema = `
  create table parents (id integer primary key) strict;
  create table items (
    id integer primary key, email text unique, tenant text, code text not null, price integer check (price > 0),
    parent integer references parents (id), late integer references parents (id) deferrable initially deferred,
    constraint short_code check (length(code) < 5), unique (tenant, code)
  ) strict;
  create unique index lower_email on items (lower(email));
  create table loose (id integer primary key, a unique);
  create trigger no_delete before delete on items begin select raise(abort, 'secret words'); end;
  create trigger no_loose before update on loose begin select raise(rollback, 'secret words'); end;
  insert into parents values (1);
  insert into items (id, email, tenant, code) values (1, 'a@b', 't', 'c')`

async function prepared(): Promise<SqliteConnection> {
  const connection = await connect(await openDriver(':memory:'))
  connection.handle.exec(schema)
  return connection
}

const fails = async (work: () => unknown, phase: Phase = 'statement'): Promise<Failure> =>
  failure(await thrownBy(work), phase)

describe('failure() names', () => {
  test.each<[string, string, Partial<Failure>]>([
    [
      'a primary key',
      "insert into items (id, code) values (1, 'd')",
      { code: 'duplicate', table: 'items', columns: ['id'] },
    ],
    [
      'a unique column',
      "insert into loose (a) values ('a@b'), ('a@b')",
      { code: 'duplicate', table: 'loose', columns: ['a'] },
    ],
    [
      'two unique columns',
      "insert into items (tenant, code) values ('t', 'c')",
      { code: 'duplicate', table: 'items', columns: ['tenant', 'code'] },
    ],
    [
      'a unique index on an expression',
      "insert into items (email, code) values ('A@B', 'd')",
      { code: 'duplicate', constraint: 'lower_email' },
    ],
    ['a missing parent', "insert into items (code, parent) values ('d', 9)", { code: 'foreign-key' }],
    ['a referenced parent', "insert into items (code, parent) values ('d', 1); ", { code: 'foreign-key' }],
    [
      'a missing value',
      'insert into items (code) values (null)',
      { code: 'not-null', table: 'items', columns: ['code'] },
    ],
    [
      'a named check',
      "insert into items (code) values ('too long')",
      { code: 'check', constraint: 'short_code' },
    ],
    [
      'a wrong type in a strict table',
      "insert into items (code, price) values ('d', 'x')",
      { code: 'invalid-value', table: 'items', columns: ['price'] },
    ],
    ['a wrong type of key', "insert into loose (id) values ('x')", { code: 'invalid-value' }],
    ['a rule of a trigger', 'delete from items', { code: 'check' }],
    ['a missing table', 'select * from nowhere', { code: 'no-table', table: 'nowhere' }],
    ['a missing table of a schema', 'select * from main.nowhere', { code: 'no-table', table: 'nowhere' }],
    ['a missing column', 'select absent from items', { code: 'no-column' }],
    ['a missing column of an insert', 'insert into items (absent) values (1)', { code: 'no-column' }],
    ['a double-quoted text', 'select "absent"', { code: 'no-column' }],
    ['a wrong word', 'selec 1', { code: 'syntax' }],
    ['half a statement', 'select', { code: 'syntax' }],
    ['an open quote', "select 'abc", { code: 'syntax' }],
    ['no statement', ' -- nothing', { code: 'syntax' }],
    ['two statements', 'select 1; select 2', { code: 'syntax' }],
    ['too few values', 'select ?1, ?2', { code: 'syntax' }],
    ['one value too many in a row', 'insert into parents values (1, 2)', { code: 'syntax' }],
    [
      'a sum beyond 64 bits',
      'select sum(x) from (select 9223372036854775807 as x union all select 1)',
      { code: 'out-of-range' },
    ],
    ['text that is not JSON', "select json('{')", { code: 'invalid-value' }],
    ['a value beyond the limit', 'select zeroblob(2000000000)', { code: 'too-large' }],
    [
      'an expression beyond the limit',
      `select ${Array.from({ length: 1200 }, () => '1').join('+')}`,
      { code: 'too-large' },
    ],
    ['a function that does not exist', 'select absent(1)', { code: 'engine' }],
    ['a commit without a transaction', 'commit', { code: 'aborted' }],
  ])('%s', async (_, text, expected) => {
    const connection = await prepared()
    if (text.endsWith('; ')) await run(connection, text)
    const found = await fails(() => run(connection, text.endsWith('; ') ? 'delete from parents' : text))
    expect(found).toMatchObject({ retryable: false, outcome: 'not-applied', ...expected })
    expect(JSON.stringify(found)).not.toMatch(/a@b|secret|too long/)
  })

  test('no table and no column where a name holds a dot or a comma', async () => {
    const connection = await prepared()
    connection.handle.exec('create table "a.b" ("c, d" unique); insert into "a.b" values (1)')
    const found = await fails(() => run(connection, 'insert into "a.b" values (1)'))
    expect(found.code).toBe('duplicate')
    expect([found.table, found.columns]).toEqual([undefined, undefined])
  })

  test('a check without a name by no constraint, for the engine tells its expression', async () => {
    const connection = await prepared()
    const found = await fails(() => run(connection, "insert into items (code, price) values ('d', 0)"))
    expect([found.code, found.constraint]).toEqual(['check', undefined])
  })

  test('too many values, as the engine would not for numbered parameters', async () => {
    const connection = await prepared()
    expect(await fails(() => run(connection, 'select ?1, ?1', 1, 2))).toMatchObject({ code: 'syntax' })
    expect(await fails(() => run(connection, 'select ?', 1, 2))).toMatchObject({ code: 'syntax' })
  })

  test('32 766 parameters as allowed and one more as too large', async () => {
    const connection = await prepared()
    const list = (count: number): string => Array.from({ length: count }, (_, i) => `?${i + 1}`).join(', ')
    const values = Array.from({ length: 32_767 }, (_, i) => i)
    expect(
      await rows(connection, `select count(*) where 32765 in (${list(32_766)})`, ...values.slice(0, -1)),
    ).toEqual([[1]])
    const text = `select 1 where 1 in (${list(32_767)})`
    expect(await fails(() => connection.execute(statement(text, values)))).toMatchObject({
      code: 'too-large',
    })
  })
})

describe('failure() and the transaction', () => {
  test('a deferred foreign key fails at COMMIT and leaves the transaction open', async () => {
    const connection = await prepared()
    await run(connection, 'begin immediate')
    await run(connection, "insert into items (code, late) values ('d', 9)")
    expect(await fails(() => run(connection, 'commit'), 'commit')).toMatchObject({
      code: 'foreign-key',
      ends: 'transaction',
      outcome: 'not-applied',
    })
    expect(connection.inTransaction).toBe(true)
    await run(connection, 'rollback')
  })

  test('raise(rollback) ends the whole transaction and its savepoints, and tells no words of the trigger', async () => {
    const connection = await prepared()
    await run(connection, 'insert into loose values (1, 1)')
    await run(connection, 'begin immediate')
    await run(connection, 'savepoint inner')
    const found = await fails(() => run(connection, 'update loose set a = 2'))
    expect(found.code).toBe('check')
    expect(JSON.stringify(found)).not.toContain('secret')
    expect(connection.inTransaction).toBe(false)
    expect(await fails(() => run(connection, 'rollback to inner'))).toMatchObject({ code: 'engine' })
  })

  test('a failed statement of a pipeline in a transaction is the answer of all that follow, so nothing is committed', async () => {
    const connection = await prepared()
    const settled = await connection.pipeline([
      ...connection.begin({ isolation: 'snapshot', readOnly: false }),
      statement('insert into loose values (1, 1)'),
      statement('insert into loose values (1, 1)'),
      statement('commit'),
    ])
    const [begun, first, second, third] = errorsOf(settled)
    expect([begun, first]).toEqual([undefined, undefined])
    expect(second).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    expect(third).toBe(second)
    await run(connection, 'rollback')
    expect(await rows(connection, 'select * from loose')).toEqual([])
  })

  test('lone statements of a pipeline fail alone', async () => {
    const connection = await prepared()
    const settled = await connection.pipeline(
      ['select 1', 'selec', 'select 2'].map((text) => statement(text)),
    )
    expect(settled.map((one) => one.ok)).toEqual([true, false, true])
  })
})
