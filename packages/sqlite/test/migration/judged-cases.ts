import type { JudgedCase, SilentCase } from '@holdfast/conformance/migrations'

/** What the rules of all engines say where SQLite is asked: the message tells what was found in the database. */
const many =
  'create table t (a, b); insert into t (a) with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000) select i from n'

export const judged: readonly JudgedCase[] = [
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
    'DL02',
    'create table t (a, b); insert into t values (1, 2)',
    'create table n as select a, count(*) as many from t group by a; drop table t; alter table n rename to t',
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
  ['DD01', 'create table t (a); insert into t values (1)', 'alter table t add b not null', /1 row is there/],
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
  ['TX03', many, 'alter table t add c; update t set b = a where a > 1', /100000 rows are there/],
  ['BF01', many, 'alter table t add c; update t set b = a where a > 1', /100000 rows are there/],
]

/** Texts in which the same rules find nothing, because SQLite is asked. */
export const silent: readonly SilentCase[] = [
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
]
