import { describe, expect, test } from 'vitest'
import { named, one } from './facts.ts'
import { plain } from './lexicons.ts'

const column = (name: string, more: object = {}): object =>
  expect.objectContaining({ column: named(name), ...more })

describe('factsOf() understands', () => {
  test.each<readonly [string, object]>([
    [
      `create table if not exists public."Users" (
         id bigint generated always as identity primary key, -- the key
         name varchar(20) not null default 'a,b' collate "C" check (name <> ''),
         "Price" numeric( 10,2 ) unique,
         at timestamp with time zone default now() not null,
         parent int references users (id) on delete set null deferrable initially deferred,
         tags text[] default '{}'::text[],
         total int generated always as (id * 2) stored,
         constraint "u" unique (name, "Price"),
         primary key (id), foreign key (parent) references other.users, check (id > 0) not valid,
         exclude using gist (name with =)
       ) partition by range (at)`,
      {
        kind: 'create-table',
        ifNotExists: true,
        orReplace: false,
        temporary: false,
        as: false,
        table: { written: 'public."Users"', schema: 'public', name: 'Users', key: 'Users' },
        columns: [
          column('id', { type: 'bigint', identity: true, primaryKey: true }),
          column('name', {
            type: 'varchar(20)',
            notNull: true,
            default: "'a,b'",
            collation: 'C',
            check: "name <> ''",
          }),
          column('Price', { type: 'numeric(10, 2)', unique: true }),
          column('at', { type: 'timestamp with time zone', default: 'now()', notNull: true }),
          column('parent', { references: { table: named('users'), columns: [named('id')] } }),
          column('tags', { type: 'text[]', default: "'{}'::text[]" }),
          column('total', { generated: 'stored' }),
        ],
        constraints: [
          { kind: 'unique', name: named('u'), columns: [named('name'), named('Price')] },
          { kind: 'primary-key', columns: [named('id')] },
          { kind: 'foreign-key', columns: [named('parent')], references: { table: { schema: 'other' } } },
          { kind: 'check', expression: 'id > 0', notValid: true },
          { kind: 'exclude', columns: [named('name')] },
        ],
        options: 'partition by range(at)',
      },
    ],
    ['create temp table a as select 1', { kind: 'create-table', temporary: true, as: true, columns: [] }],
    ['create or replace table a (b int)', { kind: 'create-table', orReplace: true }],
    [
      'alter table if exists only a add column if not exists b int default 1, drop column c cascade, alter d type text using d::text, alter column e set not null, alter f drop default',
      {
        kind: 'alter-table',
        ifExists: true,
        table: named('a'),
        actions: [
          { kind: 'add-column', ifNotExists: true, column: column('b', { default: '1' }) },
          { kind: 'drop-column', column: named('c'), cascade: true, ifExists: false },
          { kind: 'set-type', column: named('d'), type: 'text', using: 'd::text' },
          { kind: 'set-not-null', column: named('e') },
          { kind: 'drop-default', column: named('f') },
        ],
      },
    ],
    ['alter table a rename to "B"', { actions: [{ kind: 'rename-table', to: named('B') }] }],
    [
      'alter table a rename b to c',
      { actions: [{ kind: 'rename-column', column: named('b'), to: named('c') }] },
    ],
    [
      'alter table a rename constraint b to c',
      { actions: [{ kind: 'rename-constraint', name: named('b') }] },
    ],
    [
      'alter table a add constraint c foreign key (b) references d not valid, drop constraint if exists e, validate constraint c',
      {
        actions: [
          { kind: 'add-constraint', constraint: { kind: 'foreign-key', name: named('c'), notValid: true } },
          { kind: 'drop-constraint', name: named('e'), ifExists: true },
          { kind: 'validate-constraint', name: named('c') },
        ],
      },
    ],
    [
      'alter table a add unique using index i',
      { actions: [{ constraint: { kind: 'unique', usingIndex: true } }] },
    ],
    ['alter table a set schema b', { actions: [{ kind: 'set-schema', schema: 'b' }] }],
    [
      'alter table a detach partition b concurrently',
      { actions: [{ kind: 'detach-partition', concurrently: true }] },
    ],
    [
      'alter table a enable row level security',
      { actions: [{ kind: 'other', text: 'enable row level security' }] },
    ],
    [
      'create unique index concurrently if not exists i on only a using btree (b desc, lower(c), d) include (e) where b > 0',
      {
        kind: 'create-index',
        unique: true,
        concurrently: true,
        ifNotExists: true,
        index: named('i'),
        table: named('a'),
        method: 'btree',
        columns: [named('b'), named('d')],
        expressions: true,
        partial: true,
      },
    ],
    [
      'drop table if exists a, b.c cascade',
      { kind: 'drop', object: 'table', names: [named('a'), named('c')], ifExists: true, cascade: true },
    ],
    ['drop index concurrently i', { kind: 'drop', object: 'index', concurrently: true }],
    ['drop function f(int, text)', { kind: 'drop', object: 'function', names: [named('f')] }],
    [
      'create materialized view if not exists v as select 1',
      { kind: 'create', object: 'materialized view', name: named('v'), ifNotExists: true },
    ],
    [
      'create or replace function f() returns int as $$ drop table a $$',
      { kind: 'create', object: 'function', orReplace: true },
    ],
    [
      'create trigger t after update on a for each row execute function f()',
      { kind: 'create', object: 'trigger', table: named('a') },
    ],
    ['create rule r as on insert to a do nothing', { kind: 'create', object: 'rule', table: named('a') }],
    [
      "alter type mood add value 'x' before 'y'",
      { kind: 'alter', object: 'type', name: named('mood'), words: 'add value before' },
    ],
    ['create schema if not exists s', { kind: 'create', object: 'schema', name: named('s') }],
    ['create extension "uuid-ossp"', { kind: 'create', object: 'extension', name: named('uuid-ossp') }],
    [
      "insert into a (b, c) values (1, 'where') on conflict do nothing",
      { kind: 'insert', columns: [named('b'), named('c')], query: false, onConflict: true, where: false },
    ],
    [
      'insert into a select * from b join c.d on true',
      { kind: 'insert', query: true, from: [named('b'), named('d')], onConflict: false },
    ],
    [
      'update only a set b = (select 1 where true), (c, d) = (1, 2) from e where f',
      { kind: 'update', columns: [named('b'), named('c'), named('d')], where: true, from: [named('e')] },
    ],
    ['update a set b = 1, c = 2', { kind: 'update', where: false, columns: [named('b'), named('c')] }],
    [
      'delete from a where id in (select id from a order by id limit 10)',
      { kind: 'delete', where: true, limit: true, ordered: true },
    ],
    ['delete from only a', { kind: 'delete', where: false, limit: false }],
    [
      'truncate a, b restart identity cascade',
      { kind: 'truncate', tables: [named('a'), named('b')], cascade: true },
    ],
    ['merge into a using b on a.c = b.c when matched then delete', { kind: 'merge', table: named('a') }],
    ["copy a (b) from '/x.csv'", { kind: 'copy', table: named('a'), direction: 'in' }],
    ['copy (select 1) to stdout', { kind: 'copy', direction: 'out' }],
    ["set local lock_timeout = '5s'", { kind: 'set', name: 'lock_timeout', value: "'5s'", local: true }],
    ['set search_path to a, b', { kind: 'set', name: 'search_path', value: 'a, b', local: false }],
    ['set constraints all immediate', { kind: 'set', name: 'constraints', local: true }],
    ['reset all', { kind: 'set', name: 'all' }],
    ['vacuum (full, analyze) a', { kind: 'vacuum', options: ['full', 'analyze'], name: named('a') }],
    ['vacuum', { kind: 'vacuum', options: [] }],
    [
      'reindex (concurrently) table a',
      { kind: 'reindex', options: ['concurrently', 'table'], name: named('a') },
    ],
    [
      'refresh materialized view concurrently v',
      { kind: 'refresh', options: ['materialized', 'view', 'concurrently'], name: named('v') },
    ],
    [
      'with gone as (delete from a returning *), seen (x) as materialized (select 1) insert into b select * from gone',
      { kind: 'insert', table: named('b'), inside: [{ kind: 'delete', table: named('a'), where: false }] },
    ],
    ['with x as (select 1) select * from x', { kind: 'select', inside: [] }],
    ['select now(), "x"(1), current_date', { kind: 'select', calls: ['now', 'current_date'] }],
    ['grant select on a to b', { kind: 'grant' }],
    ['do $$ begin commit; end $$', { kind: 'call' }],
    ['explain delete from a', { kind: 'explain' }],
  ])('%s', (text, expected) => {
    expect(one(text)).toMatchObject(expected)
  })

  test.each<readonly [string, object]>([
    [
      "create table 'users' (a, b text, [c d] int, `e` integer primary key autoincrement) strict, without rowid",
      {
        kind: 'create-table',
        table: named('users'),
        columns: [
          column('a', { type: '' }),
          column('b'),
          column('c d'),
          column('e', { autoincrement: true }),
        ],
        options: 'strict, without rowid',
      },
    ],
    ['create virtual table f using fts5(a, b)', { kind: 'create-table', module: 'fts5', columns: [] }],
    [
      'create table t (a int, b as (a + 1), c int generated always as (a) stored)',
      {
        columns: [
          column('a'),
          column('b', { generated: 'virtual', type: '' }),
          column('c', { generated: 'stored' }),
        ],
      },
    ],
    ['insert or ignore into t values (1)', { kind: 'insert', onConflict: true }],
    ['replace into t values (1)', { kind: 'replace', onConflict: true }],
    ['pragma main.foreign_keys = off', { kind: 'pragma', name: 'foreign_keys', value: 'off' }],
    ['pragma table_info(t)', { kind: 'pragma', name: 'table_info', value: 't' }],
    ["vacuum main into 'x.db'", { kind: 'vacuum', options: ['into'] }],
  ])('%s, where quotes are many', (text, expected) => {
    expect(one(text, plain)).toMatchObject(expected)
  })

  test.each([
    'select * into b from a',
    'with x as (select 1) select * into b from x',
    'explain analyze delete from a',
    'create table a (b int',
    'create table a (b int) (',
    'alter table a drop b c',
    'alter table all in tablespace x set tablespace y',
    'create thing a',
    'import foreign schema a from server b into c',
    'insert values (1)',
    'with x (delete from a) select 1',
    'truncate',
    'listen a',
    '(select 1)',
  ])('nothing of %s', (text) => {
    expect(one(text)).toMatchObject({ kind: 'unknown' })
  })
})

describe('factsOf() is not misled by', () => {
  test('EXPLAIN and COPY that run the change that they name', () => {
    for (const text of [
      'explain analyse delete from t',
      'explain (costs, analyse) update t set a = 1',
      "copy (delete from t returning *) to '/x'",
      "copy (with x as (delete from t returning *) select * from x) to '/x'",
    ]) {
      expect(one(text)).toMatchObject({ kind: 'unknown' })
    }
    expect(one("copy (select 'delete') to '/x'")).toMatchObject({ kind: 'copy', direction: 'out' })
    expect(one('explain delete from t')).toMatchObject({ kind: 'explain' })
  })

  test('SET TYPE without DATA, and FROM within a comparison', () => {
    expect(one('alter table t alter column a set type bigint')).toMatchObject({
      actions: [{ kind: 'set-type', column: { name: 'a' }, type: 'bigint' }],
    })
    expect(one('update t set a = b is distinct from c, d = 2 where e')).toMatchObject({
      columns: [{ name: 'a' }, { name: 'd' }],
      from: [],
      where: true,
    })
  })

  test('words that every object has', () => {
    for (const text of ['constructor x', '__proto__ x']) expect(one(text)).toMatchObject({ kind: 'unknown' })
    expect(one('set transaction read only')).toMatchObject({ kind: 'transaction' })
  })
})
