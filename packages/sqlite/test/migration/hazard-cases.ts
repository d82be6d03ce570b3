/** A rule, what makes the database, a text that trips it there, and one that does not. */
export type HazardCase = readonly [rule: string, made: string, trips: string, passes: string]

const alone = '-- holdfast: no-transaction\n'
const rebuild = (definition: string, columns = '*'): string =>
  `create table n ${definition}; insert into n select ${columns} from t; drop table t; alter table n rename to t`
const parent = 'create table t (id integer primary key, b); create table c (t references t on delete cascade)'

export const cases: readonly HazardCase[] = [
  ['SL01', '', 'pragma foreign_keys = off', 'pragma foreign_keys'],
  ['SL01', parent, 'drop table t', rebuild('(id integer primary key, b)')],
  ['SL01', parent, `${alone}${rebuild('(id integer primary key, b)')}`, 'drop table c; drop table t'],
  [
    'SL02',
    'create table t (a)',
    'alter table t rename to o; create table t (a); insert into t select * from o; drop table o',
    rebuild('(a)'),
  ],
  [
    'SL03',
    'create table t (id integer primary key autoincrement)',
    rebuild('(id integer primary key autoincrement)'),
    `${rebuild('(id integer primary key autoincrement)')}; update sqlite_sequence set seq = 9 where name = 't'`,
  ],
  [
    'SL03',
    'create table t (id integer primary key autoincrement)',
    rebuild('(id integer primary key)'),
    'alter table t add b',
  ],
  ['SL04', 'create table t (a text)', rebuild('(a text)'), rebuild('(a integer primary key)')],
  [
    'SL04',
    'create table t (a text)',
    rebuild('(a text, b int primary key)'),
    'create table n (a text); insert into n (rowid, a) select rowid, a from t; drop table t; alter table n rename to t',
  ],
  [
    'SL04',
    'create table t (a text)',
    rebuild('(a text, primary key (a))'),
    rebuild('(a text primary key) without rowid'),
  ],
  [
    'SL05',
    'create table t (a); create view v as select a from t',
    rebuild('(a)'),
    `drop view v; ${rebuild('(a)')}; create view v as select a from t`,
  ],
  [
    'SL05',
    'create table t (a); create table u (b); create trigger g after insert on u begin insert into t values (1); end',
    rebuild('(a)'),
    'alter table t rename to s',
  ],
  [
    'SL06',
    'create table t (a); insert into t values (1)',
    'alter table t add b unique',
    'alter table t add b',
  ],
  [
    'SL06',
    'create table t (a)',
    'alter table t add b integer primary key',
    "alter table t add b not null default 'x'",
  ],
  [
    'SL06',
    'create table t (a); insert into t values (1)',
    'alter table t add b generated always as (a + 1) stored',
    'alter table t add b generated always as (a + 1)',
  ],
  [
    'SL06',
    'create table t (a); insert into t values (1)',
    'alter table t add b default (1 + 1)',
    'alter table t add b default -1',
  ],
  [
    'SL06',
    'create table t (a); insert into t values (1)',
    'alter table t add b default current_timestamp',
    'create table u (b default current_timestamp)',
  ],
  [
    'SL06',
    'create table t (a); insert into t values (1)',
    'alter table t add b not null',
    "alter table t add b not null default ''",
  ],
  ['SL07', 'create table t (a primary key, b)', 'alter table t drop a', 'alter table t drop b'],
  ['SL07', 'create table t (a, b unique)', 'alter table t drop b', 'alter table t drop a'],
  [
    'SL07',
    'create table t (a, b); create index i on t (b)',
    'alter table t drop b',
    'drop index i; alter table t drop b',
  ],
  [
    'SL07',
    'create table t (a, b); create index i on t (a) where b > 0',
    'alter table t drop b',
    'drop index i; alter table t drop b',
  ],
  [
    'SL07',
    'create table t (a, b); create view v as select b from t',
    'alter table t drop b',
    'alter table t drop a',
  ],
  ['SL07', 'create table t (a, b, c as (b + 1))', 'alter table t drop b', 'alter table t drop a'],
  ['SL07', 'create table t (a, b, check (a > b))', 'alter table t drop b', 'alter table t rename b to c'],
  [
    'SL07',
    'create table t (a primary key, b, c, foreign key (c) references t)',
    'alter table t drop c',
    'alter table t drop b',
  ],
  [
    'SL07',
    'create table t (a, b, c check (c > 0), check (b > 0))',
    'alter table t drop b',
    'alter table t drop c',
  ],
  [
    'SL07',
    'create table t (a primary key, b, c references t check (b > 0))',
    'alter table t drop b',
    'alter table t drop c',
  ],
  [
    'SL06',
    'create table t (a primary key); insert into t values (1)',
    'alter table t add b references t default 1',
    'alter table t add b references t',
  ],
  ['SL08', 'create table t (a)', rebuild('(a integer)', 'cast(a as integer)'), rebuild('(a integer)')],
  [
    'SL08',
    'create table t (a)',
    'update t set a = cast(a as integer) where a > 1',
    'select cast(a as integer) from t',
  ],
  ['SL09', '', 'create table t (a int)', 'create table t (a int) strict'],
  [
    'SL09',
    '',
    'create table t (a text, b decimal(10, 2))',
    'create table t (id integer primary key, a text)',
  ],
  [
    'SL10',
    'create table t (a check (a > 0), b, check (b <> a))',
    rebuild('(a check (a > 0), b)'),
    rebuild('(a, b, check (a > 0), check (b <> a))'),
  ],
  ['SL11', '', 'vacuum', `${alone}vacuum`],
  ['SL11', '', 'pragma journal_mode = delete', 'pragma journal_mode'],
  ['SL13', 'create table t (a); insert into t values (null)', rebuild('(a not null)'), rebuild('(a)')],
  [
    'SL13',
    'create table t (a); insert into t values (1)',
    'alter table t alter column a set not null',
    rebuild('(a not null)'),
  ],
  ['SL14', '', 'create table t (a default "x")', "create table t (a default 'x')"],
  ['SL15', '', 'create virtual table v using vec0(a float[3])', 'create virtual table v using fts5(a)'],
  [
    'SL15',
    'create table t (a)',
    'insert into t (a) select bin2b64(a) from t where a in (1)',
    "with x (a) as (select 1) insert into t (a) select upper(a) || json_extract('{}', '$.a') from x where exists (select 1)",
  ],
  [
    'SL16',
    'create table n (a); insert into n values (1)',
    `drop table if exists n; ${rebuild('(a)')}`,
    rebuild('(a)'),
  ],
]
