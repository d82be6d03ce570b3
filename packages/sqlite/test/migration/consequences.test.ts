import { splitStatements } from '@holdfast/core'
import Native from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { builtInFunctions, builtInModules } from '../../src/engine/hazards/built-in.ts'
import { scratchFile } from '../scratch.ts'
import { cases } from './hazard-cases.ts'

/** What the engine itself makes of the hazards: the facts on which the rules stand. */
const made = (text: string): Native.Database => {
  const database = new Native(':memory:')
  database.exec(text)
  return database
}

/** Runs it as a migration is run: in one transaction, references on. */
const migrated = (database: Native.Database, text: string): Native.Database => {
  database.exec('begin immediate')
  for (const one of splitStatements(text, dialect.lexicon)) database.exec(one.text)
  return database.exec('commit')
}

const family = `
  create table t (id integer primary key, a text);
  create table c (t integer references t on delete cascade);
  insert into t values (1, 'x'); insert into c values (1)`
const rebuild =
  'create table n (id integer primary key, a text); insert into n select * from t; drop table t; alter table n rename to t'

describe('SQLite refuses what these rules refuse, and takes what they let pass:', () => {
  const refused = cases.filter(([rule]) => ['SL05', 'SL06', 'SL07'].includes(rule))
  test.each(refused)('%s: %s; %s', (_, before, trips, passes) => {
    expect(() => migrated(made(before), trips)).toThrow(/cannot|error in|NOT NULL/i)
    expect(() => migrated(made(before), passes)).not.toThrow()
  })
})

describe('SL01:', () => {
  test('a rebuild with references on empties the child', () => {
    const database = migrated(made(family), rebuild)
    expect(database.prepare('select count(*) from t').pluck().get()).toBe(1)
    expect(database.prepare('select count(*) from c').pluck().get()).toBe(0)
  })

  test('foreign_keys = off in the transaction does nothing, and deferring does not help', () => {
    for (const pragma of ['foreign_keys = off', 'defer_foreign_keys = on']) {
      const database = migrated(made(family), `pragma ${pragma}; ${rebuild}`)
      expect(database.prepare('select count(*) from c').pluck().get()).toBe(0)
    }
  })

  test('outside of the transaction it keeps the child', () => {
    const database = made(family)
    database.pragma('foreign_keys = off')
    expect(migrated(database, rebuild).prepare('select count(*) from c').pluck().get()).toBe(1)
    expect(database.pragma('foreign_key_check')).toEqual([])
  })
})

test('SL02: references follow a table that is renamed away, and lead nowhere when it is dropped', () => {
  const database = made(family)
  database.pragma('foreign_keys = off')
  migrated(
    database,
    'alter table t rename to o; create table t (id integer primary key, a text); insert into t select * from o; drop table o',
  )
  database.pragma('foreign_keys = on')
  expect(() => database.exec('insert into c values (1)')).toThrow(/no such table: main\.o/)
})

test('SL03: an id that was used is given out again', () => {
  const database = made(
    'create table t (id integer primary key autoincrement, a); insert into t (a) values (1), (2); delete from t where id = 2',
  )
  migrated(
    database,
    'create table n (id integer primary key autoincrement, a); insert into n select * from t; drop table t; alter table n rename to t',
  )
  expect(database.prepare('insert into t (a) values (3) returning id').pluck().get()).toBe(2)
})

test('SL04: rows get new rowids', () => {
  const database = made(
    "create table t (a text); insert into t values ('x'), ('y'); delete from t where a = 'x'",
  )
  migrated(
    database,
    'create table n (a text); insert into n select * from t; drop table t; alter table n rename to t',
  )
  expect(database.prepare('select rowid from t').pluck().all()).toEqual([1])
})

test('SL08: CAST never fails', () => {
  const database = made('')
  const cast = (from: string, to: string): unknown =>
    database.prepare(`select cast(${from} as ${to})`).pluck().get()
  expect([cast("'abc'", 'integer'), cast("'12x'", 'integer'), cast('2.7', 'integer')]).toEqual([0, 12, 2])
})

test('SL09: a table that is not strict keeps text in a column of integers', () => {
  const database = made("create table t (a integer); insert into t values ('x')")
  expect(database.prepare('select typeof(a) from t').pluck().get()).toBe('text')
  expect(() => made("create table t (a integer) strict; insert into t values ('x')")).toThrow(
    /cannot store TEXT/,
  )
})

test('SL10: a rebuild has the checks that its text has', () => {
  const database = migrated(
    made('create table t (a check (a > 0))'),
    'create table n (a); drop table t; alter table n rename to t',
  )
  expect(() => database.exec('insert into t values (-1)')).not.toThrow()
})

test('SL11: VACUUM fails in a transaction, and pragmas leave things as they were without a word', () => {
  expect(() => migrated(made(''), 'vacuum')).toThrow(/cannot VACUUM from within a transaction/)
  const database = new Native(scratchFile())
  database.exec('create table t (a); begin; insert into t values (1)')
  for (const name of ['journal_mode', 'page_size', 'auto_vacuum']) {
    const before = database.pragma(name, { simple: true })
    database.pragma(`${name} = ${name === 'journal_mode' ? 'wal' : name === 'page_size' ? '8192' : '1'}`)
    expect(database.pragma(name, { simple: true })).toBe(before)
  }
  expect(() => database.pragma('synchronous = off')).toThrow(/may not be changed inside a transaction/)
  database.close()
})

test('SL12: this library alters columns and checks', () => {
  const database = made('create table t (a)')
  migrated(
    database,
    'alter table t add constraint c check (a > 0); alter table t alter column a set not null; alter table t alter column a drop not null; alter table t drop constraint c',
  )
  for (const text of [
    'alter table t add constraint c unique (a)',
    'alter table t add foreign key (a) references t',
    'alter table t alter column a type text',
  ])
    expect(() => database.exec(text)).toThrow(/syntax error/)
})

test('SL14: a default in double quotes is a text here', () => {
  const database = made('create table t (a, b default "x"); insert into t (a) values (1)')
  expect(database.prepare('select b from t').pluck().get()).toBe('x')
})

test('SL15: the functions and modules that are said to be built in are', () => {
  const database = made('')
  const names = (list: string): Set<string> =>
    new Set((database.pragma(list) as { name: string }[]).map(({ name }) => name))
  expect([...names('function_list')].filter((name) => /^\w+$/.test(name)).toSorted()).toEqual(
    [...builtInFunctions].toSorted(),
  )
  // Table functions of the engine's own become modules when they are first used.
  expect([...builtInModules].filter((name) => !names('module_list').has(name))).toEqual([])
})

test('SL16: DROP IF EXISTS of a replacement takes the only copy', () => {
  const database = made("create table n (a); insert into n values ('the only one')")
  database.exec('drop table if exists n; create table n (a)')
  expect(database.prepare('select count(*) from n').pluck().get()).toBe(0)
})

test('TX01: a commit in a text ends the transaction around it, and the rest cannot be undone', () => {
  const database = made('create table t (a)')
  database.exec('begin; insert into t values (1); commit; insert into t values (2)')
  expect(database.inTransaction).toBe(false)
  expect(() => database.exec('rollback')).toThrow(/no transaction is active/)
  expect(database.prepare('select count(*) from t').pluck().get()).toBe(2)
})

test('DD02, DD03 and DD01: the engine refuses what rows violate', () => {
  const database = made('create table t (a); insert into t values (-1), (-1), (null)')
  expect(() => database.exec('create unique index i on t (a)')).toThrow(/UNIQUE/)
  expect(() => database.exec('alter table t add check (a > 0)')).toThrow(/constraint failed/)
  expect(() => database.exec('alter table t alter column a set not null')).toThrow(/constraint failed/)
})
