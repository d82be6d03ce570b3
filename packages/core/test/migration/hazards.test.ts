import { describe, expect, test } from 'vitest'
import { lintText, type Finding, type LintOptions } from '../../src/index.ts'
import { portableRules } from '../../src/migration/lint/rules/portable-rules.ts'
import { checksum } from '../../src/migration/text/normalise.ts'
import { plain, rich } from './lexicons.ts'

const lint = (text: string, options: LintOptions = {}): Promise<readonly Finding[]> =>
  lintText(text, { lexicon: rich, hazards: [] }, options)

/** What the rule says of the text: its lines and levels. */
const saidBy = async (rule: string, text: string, options: LintOptions): Promise<readonly string[]> =>
  (await lint(text, options))
    .filter((finding) => finding.rule === rule)
    .map(({ level, line }) => `${line} ${level}`)

type Case = readonly [
  rule: string,
  trips: string,
  said: readonly string[],
  passes: string,
  options?: LintOptions,
]

const alone = '-- holdfast: no-transaction\n'
const rebuild =
  'create table n (a int); insert into n select a from t; drop table t; alter table n rename to t;'
const history = (number: string, numbers: readonly string[], applied?: string): LintOptions => ({
  file: `${number}_x.sql`,
  history: {
    number,
    others: numbers.map((each) => ({ number: each, file: `${each}_y.sql` })),
    ...(applied === undefined ? {} : { applied }),
  },
})
const open = ['1 not-judged']
const refused = ['1 refuse']
const warned = ['1 warn']

const cases: readonly Case[] = [
  [
    'DL01',
    'drop table if exists a, b',
    [...open, ...open],
    `create table a (b int); drop table a; drop view v; ${rebuild}`,
  ],
  [
    'DL02',
    'alter table a drop column b, drop c',
    [...open, ...open],
    'create table a (b int); alter table a drop b',
  ],
  ['DL02', rebuild, open, 'create table n (like t); drop table t; alter table n rename to t;'],
  [
    'DL02',
    'create table n as select a from t; drop table t; alter table n rename to t;',
    open,
    'create table n as select a from t; drop table t;',
  ],
  [
    'DL02',
    'alter table a add c int; alter table a drop b',
    open,
    'alter table a add b int; alter table a drop b',
  ],
  ['DL03', 'drop schema a; drop database b', [...refused, ...refused], 'drop view a'],
  ['DL04', 'truncate a', refused, 'create table a (b int); truncate a'],
  ['DL04', 'delete from a', refused, 'delete from a where b'],
  [
    'DL04',
    'update a set b = (select c from d order by e limit 1)',
    refused,
    'update a set b = 1 where c in (select c from a order by c limit 9)',
  ],
  [
    'DL04',
    'with x as (update a set b = 1 returning *) select 1',
    refused,
    'with x as (update a set b = 1 where c) select 1',
  ],
  [
    'DL04',
    'alter table a add b int; update a set b = 1, c = 2',
    refused,
    'alter table a add b int; update a set b = 1',
  ],
  ['DL05', 'alter table a alter b type int', open, 'create table a (b text); alter table a alter b type int'],
  ['DL06', "alter type m rename to o; create type m as enum ('a')", open, "create type m as enum ('a')"],
  [
    'DL06',
    "drop type m; create type m as enum ('a')",
    open,
    "alter type m rename to o; create type n as enum ('a')",
  ],
  [
    'DL07',
    'alter table a drop b, add c int',
    open,
    'alter table a add c int; update a set c = b; alter table a drop b',
  ],
  [
    'DL07',
    'drop table a; create table b (c int)',
    open,
    'create table b (c int); insert into b select c from a; drop table a',
  ],
  ['DL07', 'drop table a; create table b (c int)', open, 'drop table a; create table a (c int)'],
  [
    'DL07',
    'alter table a add c int; update a set c = 0; alter table a drop b',
    open,
    'alter table a add c int, add d int; update a set d = b where b > 0; alter table a drop b',
  ],
  [
    'DL08',
    'alter table a add primary key (b)',
    open,
    'create table a (b int); alter table a add primary key (b)',
  ],
  [
    'DL08',
    'create table n (a int primary key); drop table t; alter table n rename to t',
    open,
    'alter table a add unique (b)',
  ],
  ['DL09', 'alter table a alter b set data type smallint', open, 'alter table a alter b set default 1'],
  ['DL10', 'drop table a cascade', refused, 'drop table a restrict'],
  ['DL10', 'alter table a drop constraint b cascade', refused, 'alter table a drop constraint b'],
  ['DL10', 'truncate a cascade', refused, 'truncate a'],
  [
    'DD01',
    'alter table a alter b set not null',
    open,
    'update a set b = 1 where b is null; alter table a alter b set not null',
  ],
  [
    'DD01',
    'alter table a add b int not null',
    open,
    'alter table a add b int not null default 1, add c bigserial not null',
  ],
  [
    'DD02',
    'alter table a add constraint u unique (b)',
    open,
    'alter table a add constraint u unique using index i',
  ],
  [
    'DD02',
    'create unique index i on a (b, c)',
    open,
    'create index i on a (b); create unique index j on a (lower(b)); create unique index k on a (b) where c',
  ],
  ['DD03', 'alter table a add check (b > 0)', open, 'alter table a add check (b > 0) not valid'],
  [
    'DD03',
    'alter table a add foreign key (b) references c',
    open,
    'create table a (b int); alter table a add foreign key (b) references c',
  ],
  [
    'DD02',
    'create unique index i on a (b)',
    open,
    'delete from a where b in (select b from c); create unique index i on a (b)',
  ],
  ['DD03', 'alter table a add check (b > 0)', open, 'alter table a add b int, add check (b > 0)'],
  [
    'DD03',
    'alter table a add check (b > 0)',
    open,
    'update a set b = 1 where b < 0; alter table a add check (b > 0)',
  ],
  ['BC01', 'alter table a rename to b', warned, rebuild],
  ['BC01', 'alter table a rename b to c', warned, 'create table a (b int); alter table a rename b to c'],
  ['BC02', 'alter table a drop b', warned, 'alter table a add b int'],
  ['BC03', 'alter table a add b int not null', warned, 'alter table a add b int'],
  ['BC04', 'alter table a drop constraint b', open, 'alter table a add check (b)'],
  [
    'BC05',
    'alter table a add check (b), alter c set not null, alter d drop default',
    [...warned, ...warned, ...warned],
    'alter table a add b int',
  ],
  ['ID01', `${alone}create table a (b int)`, ['2 refuse'], `${alone}create table if not exists a (b int)`],
  ['ID01', `${alone}drop table a`, ['2 refuse'], `${alone}drop table if exists a`],
  [
    'ID01',
    `${alone}insert into a values (1)`,
    ['2 refuse'],
    `${alone}insert into a values (1) on conflict do nothing`,
  ],
  ['ID01', `${alone}alter table a add b int`, ['2 refuse'], `${alone}alter table a add if not exists b int`],
  ['ID01', `${alone}create index i on a (b)`, ['2 refuse'], `${alone}create index concurrently i on a (b)`],
  [
    'ID01',
    `${alone}update a set b = b + 1`,
    ['2 refuse'],
    `${alone}update a set b = 'b', c = coalesce(c, 0), d = (select max(d) from e), f = b(1), g = e.g from e`,
  ],
  [
    'ID01',
    `${alone}update a as x set b = (select sum(x.b + d) from e), c = 1 where c = 0; update a set b = c, c = b; with y as (update a set b = -b returning c) select 1; update a set b = coalesce(b + 1, 0)`,
    ['2 refuse', '2 refuse', '2 refuse', '2 refuse'],
    `${alone}update a set b = c + 1, "d" = trim("d"), (e, f) = (1, 2) where e > 0`,
  ],
  ['ID02', 'create table if not exists a (b int)', open, 'create table a (b int)'],
  ['ID02', 'create index if not exists i on a (b)', open, 'create index i on a (b)'],
  [
    'ID03',
    'insert into a values (now(), gen_random_uuid())',
    warned,
    'alter table a add b timestamp default now()',
  ],
  [
    'ID03',
    "update a set b = datetime('now') where c",
    warned,
    "update a set b = datetime('2020-01-01') where c",
  ],
  ['TX01', 'begin', refused, 'select 1'],
  ['TX01', "attach 'x' as y", refused, 'create function f() returns int begin atomic select 1; end'],
  ['TX02', 'begin; select 1', refused, 'begin; select 1; commit'],
  ['TX03', 'alter table a add b int; update a set b = 1', open, 'update a set b = 1'],
  [
    'TX03',
    'create table a (b int); insert into a select * from c',
    open,
    'create table a (b int); insert into a values (1)',
  ],
  ['TX04', 'set search_path to a', warned, 'set local search_path to a; set constraints all immediate'],
  ['TX04', 'pragma cache_size = 1', warned, 'pragma user_version = 1; pragma table_info(a)'],
  ['TX04', `${alone}set local lock_timeout = 1`, ['2 warn'], 'set local lock_timeout = 1'],
  ['FS01', 'select 1', refused, 'select 1', history('003', ['001', '002', '3'])],
  ['FS01', 'select 1', warned, 'select 1', history('04', ['001', '002', '003'])],
  ['FS01', 'select 1', warned, 'select 1', history('0004', ['001', '002', '003'])],
  ['FS02', 'select 1', refused, 'select 1', history('003', [], checksum('select 2'))],
  ['FS03', '\uFEFFselect 1;\r\nselect 2', [...warned, ...warned], 'select 1;\nselect 2'],
  ['FS03', "select 'a\rb', '\uFFFD'", [...warned, ...warned], "select 'a'"],
  ['FS04', '-- nothing yet', warned, 'select 1'],
  ['NM01', 'create table users ("order" int)', warned, 'create table users (order_of int)'],
  ['NM01', `create index ${'i'.repeat(64)} on a (b)`, warned, `create index ${'i'.repeat(63)} on a (b)`],
  ['NM01', 'alter table a add userId int', warned, 'insert into "A" values (1)'],
  [
    'PT01',
    'create index concurrently i on a (b)',
    warned,
    "insert into a values ('not valid')",
    { portable: true },
  ],
  ['PT01', 'pragma foreign_keys', warned, 'create table a (b int)', { portable: true }],
  ['BF01', 'update a set b = 1 where c', open, 'create table a (b int); update a set b = 1'],
  [
    'BF02',
    'delete from a where id in (select id from a limit 9)',
    refused,
    'delete from a where id in (select id from a order by id limit 9)',
  ],
  [
    'BF02',
    'update a set b = 1 where c > 0 limit 9',
    refused,
    'update a set b = (select c from d limit 1) where e > 0',
  ],
  ['TX04', 'set session characteristics as transaction read only', warned, 'set transaction read only'],
]

describe('lintText(), by rule:', () => {
  const named = cases.map(([rule, trips, said, passes, options = {}]) => ({
    rule,
    trips,
    said,
    passes,
    options,
  }))

  test.each(named)('$rule is tripped by $trips', async ({ rule, trips, said, options }) => {
    expect(await saidBy(rule, trips, options)).toEqual(said)
  })

  test.each(named)('$rule lets $passes pass', async ({ rule, passes, options: { portable = false } }) => {
    expect(await saidBy(rule, passes, { portable })).toEqual([])
  })

  test('every rule of all engines has a text that trips it and one that does not', () => {
    expect([...new Set(cases.map(([rule]) => rule))].toSorted()).toEqual(
      portableRules.map(({ id }) => id).toSorted(),
    )
  })

  test('numbers of equal width, the next power of ten and the text that was applied pass', async () => {
    for (const options of [
      history('004', ['001', '002', '003']),
      history('1000', ['998', '999']),
      history('003', [], checksum('select 1')),
    ])
      expect(await lint('select 1', options)).toEqual([])
  })

  test('without being told that a text is meant for every engine, none is judged by that', async () => {
    expect(await saidBy('PT01', 'pragma foreign_keys', {})).toEqual([])
  })

  test('names are compared as the engine compares them', async () => {
    const text = 'create table Users (b int); drop table "USERS"'
    expect(await saidBy('DL01', text, {})).toEqual(open)
    const findings = await lintText(text, { lexicon: plain, hazards: [] })
    expect(findings.filter(({ rule }) => rule === 'DL01')).toEqual([])
  })
})
