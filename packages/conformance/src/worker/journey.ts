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

const rows = Array.from({ length: 60 }, (_, index) => `(${index + 1}, '${index}', 0)`)

/** The life of two tables: what a process that is killed at any moment of it must leave whole. Each kind of unit is among them. */
export const journey: readonly Migration[] = [
  {
    version: 1,
    name: 'begin',
    up: [
      'create table journey (id integer not null, score varchar(20), n integer not null, primary key (id))',
      'create index journey_score on journey (score)',
      `insert into journey (id, score, n) values ${rows.join(', ')}`,
    ],
  },
  { version: 2, name: 'type', up: [changeColumnType('journey', 'score', integer().nullable())] },
  // Not the same when it is done twice: a batch that is lost or repeated shows.
  { version: 3, name: 'count', up: [backfill('journey', { set: { n: 'n + 1' }, batch: 20 })] },
  { version: 4, name: 'index', up: [createIndex('journey', 'journey_pair', ['n', 'id'], { unique: true })] },
  { version: 5, name: 'label', up: [addColumn('journey', 'label', text(), { backfill: `'x'`, batch: 25 })] },
  {
    version: 6,
    name: 'code',
    up: [
      run('add a row', async (tx) => {
        await tx.run(sql`insert into journey (id, score, n, label) values (1000, 5, 1, 'y')`)
      }),
      'create table journey_notes (id integer primary key, words varchar(20))',
      `insert into journey_notes values (1, 'a')`,
    ],
  },
  { version: 7, name: 'drop', up: [dropColumn('journey', 'score'), setNotNull('journey_notes', 'words')] },
]
