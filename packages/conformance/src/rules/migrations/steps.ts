import {
  integer,
  sql,
  text,
  type Migration,
  type MigrationStep,
  type Row,
  type RunOptions,
} from '@holdfast/core'
import {
  addColumn,
  backfill,
  changeColumnType,
  createIndex,
  dropColumn,
  dropIndex,
  dropNotNull,
  dropTable,
  renameColumn,
  renameTable,
  setNotNull,
  sqlStep,
} from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch, type Scratch } from './scratch.ts'

const needs = ['sql'] as const

interface Stage extends Scratch {
  readonly people: string
  rows(): Promise<readonly Row[]>
  run(steps: readonly MigrationStep[], options?: RunOptions): Promise<void>
}

/** A table with an index, a unique column, a check and rows, and migrations on it one behind the other. */
const stageOf = async (context: Context, count = 3): Promise<Stage> => {
  const made = scratch(context)
  const people = made.table()
  const rest = Array.from({ length: count }, (_, index) => `(${index + 1}, 'n${index + 1}', '${index * 10}')`)
  const list: Migration[] = [
    {
      version: 1,
      name: 'people',
      up: `create table ${people} (id integer not null, name varchar(20) not null, score varchar(20), primary key (id), unique (name), check (id > 0));
create index ${people}_score on ${people} (score);
insert into ${people} (id, name, score) values ${rest.join(', ')}`,
    },
  ]
  await made.apply(list)
  return {
    ...made,
    people,
    rows: () => context.db.all(sql`select * from ${sql.identifier(people)} order by id`),
    run: async (steps, options) => {
      const migration = { version: list.length + 1, name: 'change', up: steps }
      await made.apply([...list, migration], options)
      list.push(migration)
    },
  }
}

const first = [
  { id: 1, name: 'n1', score: '0' },
  { id: 2, name: 'n2', score: '10' },
  { id: 3, name: 'n3', score: '20' },
]

/** What stood on the table stands on it still. */
const stillWhole = async ({ db }: Context, people: string): Promise<void> => {
  const table = sql.identifier(people)
  await refusal('duplicate', () => db.run(sql`insert into ${table} (id, name) values (1, 'x')`))
  await refusal('duplicate', () => db.run(sql`insert into ${table} (id, name) values (99, 'n1')`))
  await refusal('check', () => db.run(sql`insert into ${table} (id, name) values (-1, 'y')`))
  await refusal('not-null', () => db.run(sql`insert into ${table} (id) values (98)`))
}

export const stepRules: readonly Rule[] = [
  rule({
    id: 'migrations.steps.add-column',
    title:
      'addColumn() adds a nullable column, one with a default for rows that are there, and refuses one without either',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context)
      await run([
        addColumn(people, 'city', text().nullable()),
        addColumn(people, 'level', integer().default(7)),
      ])
      expect(await rows()).toStrictEqual(first.map((row) => ({ ...row, city: null, level: 7 })))
      await refusal('not-null', () =>
        context.db.run(sql`update ${sql.identifier(people)} set level = null where id = 1`),
      )
      await stillWhole(context, people)
      await refusal('migration', () => run([addColumn(people, 'missing', integer())]))
    },
  }),
  rule({
    id: 'migrations.steps.add-filled-column',
    title: 'addColumn() with backfill gives every row its value before it forbids nulls',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context, 25)
      await run([addColumn(people, 'twice', integer(), { backfill: 'id * 2', batch: 10 })])
      expect((await rows()).map(({ id, twice }) => Number(twice) - 2 * Number(id))).toStrictEqual(
        Array.from({ length: 25 }, () => 0),
      )
      await refusal('not-null', () =>
        context.db.run(sql`insert into ${sql.identifier(people)} (id, name) values (100, 'z')`),
      )
    },
  }),
  rule({
    id: 'migrations.steps.drop-column',
    title: 'dropColumn() drops a column, what stood on it, and nothing else',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context)
      await run([dropColumn(people, 'score')])
      expect(await rows()).toStrictEqual(first.map(({ id, name }) => ({ id, name })))
      await stillWhole(context, people)
      await refusal('migration', () => run([dropColumn(people, 'id')]))
      expect((await rows()).length).toBe(3)
    },
  }),
  rule({
    id: 'migrations.steps.rename',
    title: 'renameColumn() and renameTable() keep rows, keys, checks and indexes',
    needs,
    present: async (context) => {
      const { people, run, table } = await stageOf(context)
      const persons = table()
      await run([renameColumn(people, 'score', 'points'), renameTable(people, persons)])
      expect(await context.db.all(sql`select * from ${sql.identifier(persons)} order by id`)).toStrictEqual(
        first.map(({ id, name, score }) => ({ id, name, points: score })),
      )
      await stillWhole(context, persons)
    },
  }),
  rule({
    id: 'migrations.steps.change-type',
    title: 'changeColumnType() gives every value in the new type and keeps all that stands on the table',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context)
      await run([changeColumnType(people, 'score', integer().nullable())])
      expect(await rows()).toStrictEqual(first.map((row) => ({ ...row, score: Number(row.score) })))
      await stillWhole(context, people)
      await run([changeColumnType(people, 'score', text().nullable())])
      expect(await rows()).toStrictEqual(first)
    },
  }),
  rule({
    id: 'migrations.steps.change-type-loss',
    title: 'changeColumnType() of a value that the new type cannot hold changes nothing',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context)
      for (const value of ['abc', '2.5', '', '1e3', ' 7', '99999999999999999999']) {
        await context.db.run(sql`update ${sql.identifier(people)} set score = ${value} where id = 2`)
        const before = await rows()
        await refusal('migration', () => run([changeColumnType(people, 'score', integer().nullable())]))
        expect(await rows()).toStrictEqual(before)
      }
      await stillWhole(context, people)
    },
  }),
  rule({
    id: 'migrations.steps.nullable',
    title: 'setNotNull() forbids nulls and fails where one is, dropNotNull() allows them',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context)
      const table = sql.identifier(people)
      await run([setNotNull(people, 'score')])
      await refusal('not-null', () => context.db.run(sql`update ${table} set score = null`))
      await run([dropNotNull(people, 'score')])
      await context.db.run(sql`update ${table} set score = null where id = 2`)
      await refusal('migration', () => run([setNotNull(people, 'score')]))
      expect((await rows()).map(({ score }) => score)).toStrictEqual(['0', null, '20'])
      await stillWhole(context, people)
    },
  }),
  rule({
    id: 'migrations.steps.indexes',
    title: 'createIndex() and dropIndex() make and drop a unique index, and duplicates fail it whole',
    needs,
    present: async (context) => {
      const { people, run, rows } = await stageOf(context)
      const table = sql.identifier(people)
      const name = `${people}_one`
      await run([
        dropIndex(people, `${people}_score`),
        createIndex(people, name, ['score'], { unique: true }),
      ])
      await refusal('duplicate', () => context.db.run(sql`update ${table} set score = '0' where id = 2`))
      await run([dropIndex(people, name)])
      await context.db.run(sql`update ${table} set score = '0' where id = 2`)
      await refusal('migration', () => run([createIndex(people, name, ['score'], { unique: true })]))
      expect((await rows()).length).toBe(3)
    },
  }),
  rule({
    id: 'migrations.steps.backfill',
    title: 'backfill() changes every row that its condition holds for, in batches, and tells its progress',
    needs,
    present: async (context) => {
      const { people, rows, run } = await stageOf(context, 25)
      const told: unknown[] = []
      await run([backfill(people, { set: { score: `'x'` }, where: 'id <> 13', batch: 10 })], {
        onProgress: ({ phase, done, total }) => phase === 'backfill' && told.push([done, total]),
      })
      expect(told).toStrictEqual([
        [10, 24],
        [20, 24],
        [24, 24],
      ])
      expect((await rows()).filter(({ score }) => score === 'x').length).toBe(24)
    },
  }),
  rule({
    id: 'migrations.steps.backfill-unique',
    title:
      'backfill() of a table without a primary key goes by a unique key without nulls, and refuses a table that has neither',
    needs,
    present: async (context) => {
      const { run, table } = await stageOf(context)
      const [keyed, keyless] = [table(), table()]
      for (const name of [keyed, keyless])
        await run([
          sqlStep(`create table ${name} (code varchar(20) not null, part bigint not null, note varchar(20))`),
          sqlStep(
            `insert into ${name} values ('b', 1, null), ('a', 2, null), ('a', 1, null), ('c', 1, null)`,
          ),
        ])
      await run([createIndex(keyed, `${keyed}_key`, ['code', 'part'], { unique: true })])
      await run([backfill(keyed, { set: { note: `code || 'x'` }, where: 'note is null', batch: 2 })])
      expect(
        await context.db.all(sql`select code, part, note from ${sql.identifier(keyed)} order by code, part`),
      ).toStrictEqual([
        { code: 'a', part: 1, note: 'ax' },
        { code: 'a', part: 2, note: 'ax' },
        { code: 'b', part: 1, note: 'bx' },
        { code: 'c', part: 1, note: 'cx' },
      ])
      const { message } = await refusal('migration', () => run([backfill(keyless, { set: { note: `'x'` } })]))
      expect(message).toMatch(/neither a primary key nor a unique key/)
    },
  }),
  rule({
    id: 'migrations.steps.drop-table',
    title: 'dropTable() drops a table, and refuses one that rows of another table refer to',
    needs,
    present: async (context) => {
      const { people, run, has, table } = await stageOf(context)
      const pets = table()
      if (context.capabilities.foreignKeys) {
        await context.db.run(
          sql`create table ${sql.identifier(pets)} (id integer primary key, owner integer references ${sql.identifier(people)} (id) on delete cascade)`,
        )
        await context.db.run(sql`insert into ${sql.identifier(pets)} values (1, 1)`)
        await refusal('migration', () => run([dropTable(people)]))
        expect(await context.db.all(sql`select id from ${sql.identifier(pets)}`)).toStrictEqual([{ id: 1 }])
        await run([dropTable(pets)])
      }
      await run([dropTable(people)])
      expect(await has(people)).toBe(false)
    },
  }),
]
