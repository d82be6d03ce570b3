import type { HazardCase } from '@holdfast/conformance/migrations'

const alone = '-- holdfast: no-transaction\n'
const parent =
  'create table t (id int primary key, b text); create table c (i int, t int references t (id)); insert into t values (1); insert into c values (1, 1)'.replace(
    'values (1);',
    "values (1, 'x');",
  )
const tree = 'create table t (id int primary key, up int references t (id))'

export const cases: readonly HazardCase[] = [
  [
    'DK01',
    'create table t (a timestamp default now(), b int)',
    'alter table t add c int',
    'create table u (a timestamp default now())',
  ],
  [
    'DK01',
    'create table t (a int)',
    'alter table t add b uuid default uuid()',
    'alter table t add b int default 7',
  ],
  [
    'DK01',
    'create table t (a int, check (abs(a) > 0), b int)',
    'alter table t drop b',
    'alter table t rename to u',
  ],
  ['DK02', parent, 'alter table c rename to d', 'create table u (a int); alter table u rename to v'],
  ['DK02', parent, 'alter table t rename to u', 'alter table c rename i to j'],
  [
    'DK02',
    'create table t (id int primary key)',
    'create table n (t int references t (id)); alter table n rename to c',
    'create table n (t int); alter table n rename to c',
  ],
  [
    'DK03',
    'create table t (a int)',
    'create table n (a int); insert into n select a from t; create index i on n (a); drop table t; alter table n rename to t',
    'create table n (a int); insert into n select a from t; drop table t; alter table n rename to t; create index i on t (a)',
  ],
  [
    'DK04',
    'create table t (a int, b int); create index i on t (a)',
    'alter table t alter b type bigint',
    'alter table t add c int',
  ],
  [
    'DK04',
    'create table t (a int, b int); create index i on t (a)',
    'alter table t rename to u',
    'alter table t alter b set default 1',
  ],
  [
    'DK04',
    'create table t (a int, b int); create index i on t (a)',
    'alter table t rename b to c',
    'comment on table t is null',
  ],
  [
    'DK04',
    'create table t (a int, b int); create index i on t (a)',
    'alter table t drop b',
    'create table u (a int, b int); alter table u drop b',
  ],
  [
    'DK04',
    'create table t (a int)',
    'create index i on t (a); alter table t alter a set not null',
    'alter table t alter a set not null; create index i on t (a)',
  ],
  ['DK04', parent, 'alter table t drop b', 'alter table t add d int'],
  [
    'DK05',
    'create table t (a int); insert into t values (1)',
    'update t set a = 2 where a = 1; alter table t add b int',
    'alter table t add b int; update t set b = 2 where a = 1',
  ],
  [
    'DK05',
    'create table t (a int); insert into t values (1)',
    'delete from t where a = 1; alter table t alter a type bigint',
    'insert into t values (2); alter table t alter a type bigint',
  ],
  [
    'DK05',
    'create table t (a int); insert into t values (1)',
    'update t set a = 2 where a = 1; create index i on t (a)',
    `${alone}update t set a = 2 where a = 1; create index i on t (a)`,
  ],
  [
    'DK05',
    'create table t (a int); insert into t values (1)',
    'alter table t add b int; update t set b = a where a = 1; alter table t drop a',
    'alter table t add b int; update t set b = a where a = 1',
  ],
  [
    'DK06',
    "create sequence s; create table t (a int default nextval('s'))",
    'drop sequence s cascade',
    'create sequence r; drop sequence r',
  ],
  ['DK07', parent, 'delete from c where t = 1; delete from t where id = 1', 'delete from c where t = 1'],
  [
    'DK08',
    "attach ':memory:' as other",
    'create table memory.main.a (b int); create table other.main.a (b int)',
    'create table memory.main.a (b int); create table memory.main.c (b int)',
  ],
  [
    'DK09',
    "create table t (a text); insert into t values ('2.7')",
    'create table n (a int); insert into n select try_cast(a as int) from t',
    'select try_cast(a as int) from t',
  ],
  [
    'DK10',
    tree,
    'insert into t select * from (values (1, null), (2, 1))',
    'create table u (a int); insert into u select 1',
  ],
  [
    'DK10',
    '',
    `${tree}; insert into t values (1, null), (2, 1)`,
    'create table t (id int primary key, up int); insert into t values (1, null), (2, 1)',
  ],
  [
    'DK11',
    'create table t (a int, b int); create view v as select b from t',
    'alter table t drop b',
    'alter table t drop b; create or replace view v as select a from t',
  ],
  [
    'DK11',
    'create table t (a int, b int); create view v as select b from t',
    'drop table t',
    'create view w as select 1',
  ],
  ['DK12', '', 'savepoint a', 'create table a (b int)'],
  [
    'DK12',
    'create table t (a int)',
    'create trigger g after insert on t begin select 1; end',
    'create macro g(a) as a',
  ],
  ['DK12', 'create table t (a int)', 'create index i on t (a) where a > 0', 'create index i on t (a)'],
  [
    'DK12',
    'create table t (a int)',
    'alter table t add constraint u unique (a)',
    'alter table t add primary key (a)',
  ],
  ['DK12', 'create table t (a int)', 'alter table t add check (a > 0)', 'alter table t add b int default 1'],
  [
    'DK12',
    'create table t (a int)',
    'alter table t add b int not null',
    'alter table t alter a set not null',
  ],
  ['DK13', '', 'create table t (a varchar(3))', 'create table t (a varchar, b decimal(10, 2))'],
  [
    'DK14',
    'create table t (a int); insert into t values (1)',
    'create or replace table t (a text)',
    'create or replace table u (a text)',
  ],
  ['DK15', '', 'install json; load json', "select '{}'::json"],
  ['DK16', '', "attach 'x.db' as x", 'select 1'],
  [
    'DK17',
    'create table t (a int); create unique index i on t (a)',
    'drop index i; create index i on t (a)',
    'drop index i; create unique index j on t (a)',
  ],
  [
    'DK17',
    'create table t (a int)',
    'create unique index i on t (a); drop index i; create index i on t (a)',
    'create index i on t (a); drop index i; create unique index i on t (a)',
  ],
  [
    'DK17',
    'create table t (a int); create unique index i on t (a)',
    'drop index i; create index i on t (a)',
    'drop index i; create table u (a int); create index i on u (a)',
  ],
  [
    'DK04',
    'create table t (a int, b int); create index i on t (a)',
    'drop index i; alter table t alter a type bigint',
    'drop index i; alter table t alter b type bigint',
  ],
  [
    'DK04',
    'create table t (a int, b int)',
    'create index i on t (a); drop index i; alter table t drop a',
    'create index i on t (a); drop index i; alter table t drop b',
  ],
  [
    'DK04',
    'create table t (a int, b int); create index i on t (a)',
    'drop index i; alter table t alter a type bigint',
    `${alone}drop index i; alter table t alter a type bigint`,
  ],
  [
    'DK04',
    'create table t (id int primary key, b text); create table c (t int references t (id))',
    'alter table t drop b',
    'drop table c; alter table t drop b',
  ],
]
