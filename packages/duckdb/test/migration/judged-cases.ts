import type { JudgedCase, SilentCase } from '@holdfast/conformance/migrations'

/** What the rules of all engines say where DuckDB is asked: the message tells what was found in the database. */
export const judged: readonly JudgedCase[] = [
  [
    'DL01',
    'create table t (a int); insert into t values (1), (2)',
    'drop table T',
    /drops the table T with 2 rows/,
  ],
  [
    'DL02',
    'create table t (a int, B int); insert into t values (1, null), (2, 3)',
    'alter table t drop b',
    /which 1 row has a value in/,
  ],
  [
    'DL05',
    "create table t (a varchar); insert into t values ('7'), ('07'), ('2.7')",
    'alter table t alter a type int',
    /2 values cannot be cast to it or are not the same/,
  ],
  [
    'DL05',
    "create table t (a varchar); insert into t values ('x')",
    'alter table t alter a type int',
    /1 value cannot be cast/,
  ],
  [
    'DL06',
    "create type m as enum ('a', 'b''c')",
    "drop type m; create type m as enum ('a')",
    /without 1 value/,
  ],
  [
    'DL07',
    'create table t (a int, b int); insert into t values (1, 2)',
    'drop table t; create table u (a int, b int)',
    /makes u where it drops t/,
  ],
  ['DL08', 'create table t (a int primary key)', 'alter table t drop a', /in the primary key/],
  [
    'DL09',
    'create table t (a bigint)',
    'alter table t alter a type integer',
    /it was bigint, and it holds less/,
  ],
  [
    'DL09',
    'create table t (a bigint)',
    'alter table t alter column a set type integer',
    /it was bigint, and it holds less/,
  ],
  ['DL09', 'create table t (a timestamp_ns)', 'alter table t alter a type timestamp', /it holds less/],
  [
    'DL08',
    'create table t (a int primary key, b int)',
    'create table n as select * from t; drop table t; alter table n rename to t',
    /another primary key/,
  ],
  ['DL09', 'create table t (a timestamptz)', 'alter table t alter a type timestamp', /the time zone is lost/],
  [
    'DD01',
    'create table t (a int); insert into t values (null)',
    'alter table t alter a set not null',
    /1 row has no value/,
  ],
  [
    'DD02',
    'create table t (a int, b int); insert into t values (1, 1), (1, 1), (null, 1), (null, 1)',
    'create unique index i on t (a, b)',
    /1 value occurs twice/,
  ],
  [
    'DD02',
    'create table t (a int); insert into t values (1), (1)',
    'alter table t add primary key (a)',
    /1 value occurs twice/,
  ],
  ['ID02', 'create table t (a int)', 'create table if not exists t (a int, b int)', /leaves t as it is/],
  [
    'ID02',
    'create table t (a int, b int); create index i on t (a)',
    'create index if not exists i on t (b)',
    /leaves the index i as it is/,
  ],
  [
    'TX03',
    'create table t as select unnest(range(100000)) as a',
    'create table u (b int); update t set a = 1 where a > 1',
    /100000 rows are there/,
  ],
]

/** Texts in which the same rules find nothing, because DuckDB is asked. */
export const silent: readonly SilentCase[] = [
  [
    'DL07',
    'create table t (a int, b int); insert into t values (1, 2)',
    'drop table t; create table u (x int, y int)',
  ],
  ['DL07', 'create table t (a int, b int)', 'drop table t; create table u (a int, b int)'],
  ['DL01', 'create table t (a int)', 'drop table t'],
  ['DL02', 'create table t (a int, b int); insert into t values (1, null)', 'alter table t drop b'],
  [
    'DL05',
    "create table t (a varchar); insert into t values ('7'), (null)",
    'alter table t alter a type int',
  ],
  ['DL06', "create type m as enum ('a')", "drop type m; create type m as enum ('b', 'a')"],
  [
    'DL09',
    'create table t (a integer, b float)',
    'alter table t alter a type bigint; alter table t alter b type double',
  ],
  ['DD01', 'create table t (a int); insert into t values (1)', 'alter table t alter a set not null'],
  [
    'DD02',
    'create table t (a int); insert into t values (1), (2), (null), (null)',
    'create unique index i on t (a)',
  ],
  [
    'ID02',
    'create table t (a int); create index i on t (a)',
    'create table if not exists T (A int); create index if not exists I on t (a)',
  ],
]
