import type { JudgedCase, SilentCase } from '@holdfast/conformance/migrations'

/** What the rules of all engines say where PostgreSQL is asked: the message tells what was found in the database. */
export const judged: readonly JudgedCase[] = [
  [
    'DL01',
    'create table t (a int); insert into t values (1), (2)',
    'drop table T',
    /drops the table T with 2 rows/,
  ],
  [
    'DL02',
    'create table t (a int, "B" int); insert into t values (1, null), (2, 3)',
    'alter table t drop "B"',
    /which 1 row has a value in/,
  ],
  [
    'DL05',
    "create table t (a text); insert into t values ('7'), ('07')",
    'alter table t alter a type int using a::int',
    /1 value cannot be cast to it or is not the same/,
  ],
  [
    'DL05',
    "create table t (a text); insert into t values ('x')",
    'alter table t alter a type int using a::int',
    /1 value cannot be cast/,
  ],
  [
    'DL05',
    'create table t (a numeric(5, 2)); insert into t values (2.7), (3)',
    'alter table t alter a type int',
    /1 value cannot be cast to it or is not/,
  ],
  [
    'DL05',
    'create table t (a bigint); insert into t values (3000000000)',
    'alter table t alter a type int',
    /cannot be cast/,
  ],
  [
    'DL06',
    "create type m as enum ('a', 'b''c')",
    "alter type m rename to o; create type m as enum ('a')",
    /without 1 value/,
  ],
  [
    'DL07',
    'create table t (a int, b int); insert into t values (1, 2)',
    'drop table t; create table u (a int, b int)',
    /makes u where it drops t/,
  ],
  [
    'DL08',
    'create table t (a int primary key)',
    'alter table t drop constraint t_pkey, add primary key (b)',
    /another primary key/,
  ],
  ['DL08', 'create table t (a int primary key)', 'alter table t drop a', /in the primary key/],
  ['DL09', 'create table t (a varchar(20))', 'alter table t alter a type varchar(10)', /it holds less/],
  ['DL09', 'create table t (a timestamp)', 'alter table t alter a type timestamp(3)', /it holds less/],
  ['DL09', 'create table t (a numeric(6, 0))', 'alter table t alter a type smallint', /it holds less/],
  ['DL09', 'create table t (a timestamptz)', 'alter table t alter a type timestamp', /the time zone is lost/],
  [
    'DL09',
    'create table t (a bigint)',
    'alter table t alter a type double precision',
    /large numbers are rounded/,
  ],
  [
    'DD01',
    'create table t (a int); insert into t values (null)',
    'alter table t alter a set not null',
    /1 row has no value/,
  ],
  [
    'DD01',
    'create table t (a int); insert into t values (1)',
    'alter table t add b int not null',
    /1 row is there/,
  ],
  [
    'DD02',
    'create table t (a int, b int); insert into t values (1, 1), (1, 1), (null, 1), (null, 1)',
    'alter table t add unique (a, b)',
    /1 value occurs twice/,
  ],
  [
    'DD03',
    'create table t (a int); insert into t values (-1), (1), (null)',
    'alter table t add check (a > 0)',
    /1 row does not pass/,
  ],
  [
    'DD03',
    'create table p (id int primary key); create table t (p int); insert into t values (1), (null)',
    'alter table t add foreign key (p) references p',
    /1 row leads nowhere/,
  ],
  [
    'BC04',
    'create table p (id int primary key); create table t (p int constraint k references p)',
    'alter table t drop constraint k',
    /which is a reference/,
  ],
  ['ID02', 'create table t (a int)', 'create table if not exists t (a int, b int)', /leaves t as it is/],
  [
    'TX03',
    'create table t as select generate_series(1, 100000) as a',
    'create table u (b int); update t set a = 1 where a > 1',
    /100000 rows are there/,
  ],
]

/** Texts in which the same rules find nothing, because PostgreSQL is asked. */
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
    "create table t (a text, b int); insert into t values ('7', 1), (null, 2)",
    'alter table t alter a type int using a::int, alter b type bigint',
  ],
  ['DL06', "create type m as enum ('a')", "alter type m rename to o; create type m as enum ('b', 'a')"],
  [
    'DL09',
    'create table t (a int, b varchar(5), c numeric(5, 2))',
    'alter table t alter a type bigint, alter b type text, alter c type numeric(7, 2)',
  ],
  [
    'DL09',
    'create table t (a numeric(9, 0), b timestamp(3))',
    'alter table t alter a type integer, alter b type timestamp',
  ],
  ['DD01', 'create table t (a int); insert into t values (1)', 'alter table t alter a set not null'],
  [
    'DD02',
    'create table t (a int); insert into t values (1), (2), (null), (null)',
    'create unique index i on t (a)',
  ],
  [
    'DD03',
    'create table p (id int primary key); create table t (p int); insert into p values (1); insert into t values (1), (null)',
    'alter table t add foreign key (p) references p (id), add check (p > 0)',
  ],
  ['BC04', 'create table t (a int constraint k check (a > 0))', 'alter table t drop constraint k'],
  [
    'ID02',
    'create table t (a int); create index i on t (a)',
    'create table if not exists T (A int); create index if not exists I on t (a)',
  ],
]
