import { describe, expect, test } from 'vitest'
import { linted } from './linted.ts'

/** What the rules of all engines say where SQLite is asked: the message tells what was found in the database. */
describe('lintText(), with a database, judges', () => {
  test.each<readonly [rule: string, made: string, text: string, message: RegExp]>([
    [
      'DL01',
      'create table t (a); insert into t values (1), (2)',
      'drop table T',
      /drops the table T with 2 rows/,
    ],
    [
      'DL02',
      'create table t (a, B); insert into t values (1, null), (2, 3)',
      'alter table t drop b',
      /drops the column b of t, which 1 row has a value in/,
    ],
    [
      'DL02',
      'create table t (a, b); insert into t values (1, 2)',
      'create table n (a); insert into n select a from t; drop table t; alter table n rename to t',
      /rebuilds the table t without b, which hold values/,
    ],
    [
      'DL07',
      'create table t (a, b); insert into t values (1, 2)',
      'drop table t; create table u (a, b)',
      /makes u where it drops t/,
    ],
    [
      'DL08',
      'create table t (a integer primary key)',
      'alter table t drop a',
      /drops a, which is in the primary key/,
    ],
    [
      'DL08',
      'create table t (a integer primary key, b)',
      'create table n (a, b primary key); drop table t; alter table n rename to t',
      /rebuilds t with another primary key/,
    ],
    [
      'DD01',
      'create table t (a); insert into t values (null)',
      'alter table t alter column a set not null',
      /1 row has no value/,
    ],
    [
      'DD01',
      'create table t (a); insert into t values (1)',
      'alter table t add b not null',
      /1 row is there/,
    ],
    [
      'DD02',
      'create table t (a, b); insert into t values (1, 1), (1, 1), (null, 1), (null, 1)',
      'create unique index i on t (a, b)',
      /1 value occurs twice/,
    ],
    [
      'DD03',
      'create table t (a); insert into t values (-1), (1), (null)',
      'alter table t add check (a > 0)',
      /1 row does not pass/,
    ],
    ['ID02', 'create table t (a)', 'create table if not exists t (a, b)', /leaves t as it is/],
    [
      'ID02',
      'create table t (a, b); create index i on t (a)',
      'create index if not exists i on t (b)',
      /leaves the index i as it is/,
    ],
  ])('%s: %s; %s', async (rule, made, text, message) => {
    const found = (await linted(made, text)).filter((finding) => finding.rule === rule)
    expect(found.map((finding) => finding.message)).toEqual([expect.stringMatching(message)])
    expect(found[0]?.level).not.toBe('not-judged')
  })

  test.each<readonly [rule: string, made: string, text: string]>([
    [
      'DL07',
      'create table t (a, b); insert into t values (1, 2)',
      'drop table t; create table u (x int, y int)',
    ],
    ['DL07', 'create table t (a, b)', 'drop table t; create table u (a, b)'],
    ['DL01', 'create table t (a)', 'drop table t'],
    ['DL01', '', 'drop table if exists t'],
    ['DL02', 'create table t (a, b); insert into t values (1, null)', 'alter table t drop b'],
    [
      'DL02',
      'create table t (a, b); insert into t values (1, 2)',
      'create table n (b, A); drop table t; alter table n rename to t',
    ],
    [
      'DL08',
      'create table t (a integer primary key, b)',
      'create table n (a, b, primary key (a)); drop table t; alter table n rename to t',
    ],
    ['DD01', 'create table t (a); insert into t values (1)', 'alter table t alter column a set not null'],
    ['DD01', 'create table t (a)', 'alter table t add b not null'],
    [
      'DD02',
      'create table t (a); insert into t values (1), (2), (null), (null)',
      'create unique index i on t (a)',
    ],
    ['DD03', 'create table t (a); insert into t values (1), (null)', 'alter table t add check (a > 0)'],
    [
      'ID02',
      'create table t (a); create index i on t (a)',
      'create table if not exists T (A); create index if not exists I on t (a)',
    ],
    [
      'TX03',
      'create table t (a); insert into t values (1)',
      'create table u (a); update t set a = 2 where a = 1',
    ],
    ['BF01', 'create table t (a); insert into t values (1)', 'update t set a = 2 where a = 1'],
  ])('%s, and finds nothing: %s; %s', async (rule, made, text) => {
    expect((await linted(made, text)).filter((finding) => finding.rule === rule)).toEqual([])
  })

  test('TX03 and BF01: a change of a hundred thousand rows', async () => {
    const many =
      'create table t (a, b); insert into t (a) with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000) select i from n'
    const found = await linted(many, 'alter table t add c; update t set b = a where a > 1')
    expect(
      found.filter(({ rule }) => rule === 'TX03' || rule === 'BF01').map(({ message }) => message),
    ).toEqual([
      expect.stringMatching(/100000 rows are there/),
      expect.stringMatching(/100000 rows are there/),
    ])
  })
})
