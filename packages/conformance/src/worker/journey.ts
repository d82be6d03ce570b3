import { integer, sql, text, type Migration } from '@holdfast/core'
import {
  addColumn,
  backfill,
  changeColumnType,
  createIndex,
  dropColumn,
  run,
  setNotNull,
} from '@holdfast/core/migration'

/**
 * The life of two tables, the first with so many rows: what a process that is killed at any moment of it must leave whole. Each kind of unit is among
 * them, and each kind of change that engines carry out in their own ways.
 */
export const journeyOf = (count: number): readonly Migration[] => [
  {
    version: 1,
    name: 'begin',
    up: [
      'create table journey (id integer not null, score varchar(20), n integer not null, primary key (id))',
      'create index journey_score on journey (score)',
      `insert into journey (id, score, n) values ${Array.from({ length: count }, (_, index) => `(${index + 1}, '${index}', 0)`).join(', ')}`,
    ],
  },
  { version: 2, name: 'type', up: [changeColumnType('journey', 'score', integer().nullable())] },
  // Not the same when it is done twice: a batch that is lost or repeated shows.
  { version: 3, name: 'count', up: [backfill('journey', { set: { n: 'n + 1' }, batch: count / 3 })] },
  { version: 4, name: 'index', up: [createIndex('journey', 'journey_pair', ['n', 'id'], { unique: true })] },
  {
    version: 5,
    name: 'label',
    up: [addColumn('journey', 'label', text(), { backfill: `'x'`, batch: Math.ceil(count / 2.5) })],
  },
  {
    version: 6,
    name: 'code',
    up: [
      run('add a row', async (tx) => {
        await tx.run(sql`insert into journey (id, score, n, label) values (1000000, 5, 1, 'y')`)
      }),
      'create table journey_notes (id integer primary key, words varchar(20))',
      `insert into journey_notes values (1, 'a')`,
    ],
  },
  { version: 7, name: 'drop', up: [dropColumn('journey', 'score'), setNotNull('journey_notes', 'words')] },
  {
    version: 8,
    name: 'rebuild by hand',
    up: `create table journey_new (id integer not null, n bigint not null, label text not null, primary key (id));
insert into journey_new (id, n, label) select id, n, label from journey;
drop table journey;
alter table journey_new rename to journey;
create index journey_number on journey (n)`,
  },
  {
    version: 9,
    name: 'statement by statement',
    up: `-- holdfast: no-transaction
create index if not exists journey_words on journey_notes (words);
update journey_notes set words = 'b' where id = 1;
create table if not exists journey_end (id integer primary key)`,
  },
]
