import {
  defineTable,
  integer,
  sql,
  text,
  type BrokenPromise,
  type HoldfastError,
  type Migration,
  type MigrationReport,
  type MigrationStep,
} from '@holdfast/core'
import {
  addCheck,
  addColumn,
  addReference,
  addUnique,
  createTable,
  dropCheck,
  dropDefault,
  dropReference,
  dropUnique,
  setDefault,
  setNotNull,
} from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch, type Scratch } from './scratch.ts'

const needs = ['sql'] as const

interface Stage extends Scratch {
  readonly people: string
  readonly pets: string
  /** Runs the steps as the next migration. */
  run(steps: readonly MigrationStep[]): Promise<void>
  /** Runs them as the next migration in a rehearsal and for good, where both must fail for the same rows. */
  fails(step: MigrationStep): Promise<{ readonly error: HoldfastError; readonly broken: BrokenPromise }>
  write(text: string): Promise<unknown>
}

/** Two tables with rows, of which some stand in the way of every promise. */
const stageOf = async (context: Context): Promise<Stage> => {
  const made = scratch(context)
  const [people, pets] = [made.table(), made.table()]
  const list: Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table ${people} (id integer primary key, name varchar(20), age integer);
insert into ${people} values (1, 'sesame', 10), (2, 'sesame', -4), (3, null, -5), (4, null, null);
create table ${pets} (id integer primary key, owner integer);
insert into ${pets} values (11, 1), (12, 77), (13, null)`,
    },
  ]
  await made.apply(list)
  const next = (steps: readonly MigrationStep[]): Migration => ({
    version: list.length + 1,
    name: 'change',
    up: steps,
  })
  return {
    ...made,
    people,
    pets,
    run: async (steps) => {
      const migration = next(steps)
      await made.apply([...list, migration])
      list.push(migration)
    },
    fails: async (step) => {
      const all = [...list, next([step])]
      const rehearsal = await made.migrations(all).rehearse()
      const tried = rehearsal.failed?.error as HoldfastError
      const report = (await refusal('migration', () => made.apply(all))).report as MigrationReport
      const error = report.failed?.error as HoldfastError
      expect(tried.report).toStrictEqual(error.report)
      expect(`${error.message}${tried.message}`).not.toContain('sesame')
      return { error, broken: error.report as BrokenPromise }
    },
    write: (statement) => context.db.run(sql.raw(statement)),
  }
}

export const constraintRules: readonly Rule[] = [
  rule({
    id: 'migrations.steps.broken-promises',
    title:
      'addCheck(), addUnique(), addReference() and setNotNull() over rows that do not keep them name the constraint, their number and their keys, and change nothing',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db } = context
      const { people, pets, fails, write, migrations } = await stageOf(context)
      const schema = (): Promise<unknown> => migrations([]).schema()
      const before = await schema()
      const check = await fails(addCheck(people, 'grown', 'age > 0'))
      expect(check.error).toMatchObject({ code: 'check', constraint: 'grown', table: people })
      expect(check.broken).toStrictEqual({ rule: 'DD03', rows: 4, violations: 2, samples: [[2], [3]] })
      const unique = await fails(addUnique(people, ['name'], { name: `${people}_once` }))
      expect(unique.error).toMatchObject({
        code: 'duplicate',
        constraint: `${people}_once`,
        columns: ['name'],
      })
      expect(unique.broken).toStrictEqual({ rule: 'DD02', rows: 4, violations: 2, samples: [[1], [2]] })
      const nulls = await fails(setNotNull(people, 'name'))
      expect(nulls.error).toMatchObject({ code: 'not-null', table: people, columns: ['name'] })
      expect(nulls.broken).toStrictEqual({ rule: 'DD01', rows: 4, violations: 2, samples: [[3], [4]] })
      const owner = { table: people, columns: ['id'], name: `${pets}_owner` }
      const reference = await fails(addReference(pets, ['owner'], owner))
      expect(reference.error).toMatchObject({ code: 'foreign-key', constraint: `${pets}_owner`, table: pets })
      expect(reference.broken).toStrictEqual({ rule: 'DD03', rows: 3, violations: 1, samples: [[12]] })
      expect(await schema()).toStrictEqual(before)
      await write(`insert into ${people} values (5, 'sesame', -1)`)
      await write(`insert into ${pets} values (14, 78)`)
      expect((await db.all(sql`select id from ${sql.identifier(people)}`)).length).toBe(5)
    },
    absent: async ({ capabilities }) => {
      expect(capabilities.sql && capabilities.persistent).toBe(false)
    },
  }),
  rule({
    id: 'migrations.steps.checks',
    title: 'addCheck() holds rows to a condition, and dropCheck() lets them go again',
    needs,
    present: async (context) => {
      const { people, run, write } = await stageOf(context)
      await write(`update ${people} set age = 1 where age < 0`)
      await run([addCheck(people, 'grown', 'age > 0'), addCheck(people, 'named', `name <> ''`)])
      await refusal('check', () => write(`insert into ${people} values (5, 'n', -1)`))
      await refusal('check', () => write(`insert into ${people} values (5, '', 1)`))
      await write(`insert into ${people} values (5, null, null)`)
      await run([dropCheck(people, { name: 'grown', expression: 'age > 0' })])
      await write(`insert into ${people} values (6, 'n', -1)`)
      await refusal('check', () => write(`insert into ${people} values (7, '', 1)`))
      await refusal('migration', () => run([dropCheck(people, { name: 'never', expression: 'age > 9' })]))
    },
  }),
  rule({
    id: 'migrations.steps.uniques',
    title: 'addUnique() lets no two rows share their values but for nulls, and dropUnique() lets them again',
    needs,
    present: async (context) => {
      const { people, run, write } = await stageOf(context)
      await write(`update ${people} set name = 'other' where id = 2`)
      await run([addUnique(people, ['name']), addUnique(people, ['age', 'id'], { name: `${people}_both` })])
      await refusal('duplicate', () => write(`insert into ${people} values (5, 'other', 1)`))
      await write(`insert into ${people} values (5, null, 1)`)
      await run([dropUnique(people, ['name']), dropUnique(people, `${people}_both`)])
      await write(`insert into ${people} values (6, 'other', 1)`)
      await refusal('migration', () => run([dropUnique(people, ['name'])]))
    },
  }),
  rule({
    id: 'migrations.steps.defaults',
    title:
      'setDefault() gives new rows what it says, as SQL or as the default of a column, and dropDefault() nothing any more',
    needs,
    present: async (context) => {
      const { db } = context
      const { people, run, write } = await stageOf(context)
      await run([setDefault(people, 'age', '40 + 2'), setDefault(people, 'name', text().default(`o'clock`))])
      await write(`insert into ${people} (id) values (5)`)
      await run([dropDefault(people, 'age')])
      await write(`insert into ${people} (id) values (6)`)
      expect(await db.all(sql`select * from ${sql.identifier(people)} order by id`)).toStrictEqual([
        { id: 1, name: 'sesame', age: 10 },
        { id: 2, name: 'sesame', age: -4 },
        { id: 3, name: null, age: -5 },
        { id: 4, name: null, age: null },
        { id: 5, name: `o'clock`, age: 42 },
        { id: 6, name: `o'clock`, age: null },
      ])
    },
  }),
  rule({
    id: 'migrations.steps.fill-nulls',
    title: 'setNotNull() with fill gives rows without a value one before it forbids nulls',
    needs,
    present: async (context) => {
      const { db } = context
      const { people, run, write } = await stageOf(context)
      await run([setNotNull(people, 'name', { fill: `'n' || id`, batch: 1 })])
      await refusal('not-null', () => write(`insert into ${people} values (5, null, 1)`))
      const names = await db.all(sql`select name from ${sql.identifier(people)} order by id`)
      expect(names.map(({ name }) => name)).toStrictEqual(['sesame', 'sesame', 'n3', 'n4'])
    },
  }),
  rule({
    id: 'migrations.steps.references',
    title:
      'addReference() by names refuses rows that lead nowhere and acts when a parent is deleted, and dropReference() ends that',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { people, pets, run, write } = await stageOf(context)
      await write(`delete from ${pets} where id = 12`)
      await run([addReference(pets, ['owner'], { table: people, columns: ['id'], onDelete: 'cascade' })])
      await refusal('foreign-key', () => write(`insert into ${pets} values (15, 77)`))
      await write(`delete from ${people} where id = 1`)
      expect(await db.all(sql`select id from ${sql.identifier(pets)}`)).toStrictEqual([{ id: 13 }])
      await run([dropReference(pets, ['owner'])])
      await write(`insert into ${pets} values (15, 77)`)
      await refusal('migration', () => run([dropReference(pets, ['owner'])]))
    },
    absent: async (context) => {
      if (!context.capabilities.sql) return
      const { people, pets, run } = await stageOf(context)
      const to = { table: people, columns: ['id'], onDelete: 'cascade' } as const
      const error = await refusal('migration', () => run([addReference(pets, ['owner'], to)]))
      expect((error.report as MigrationReport).failed?.error).toMatchObject({ code: 'unsupported' })
    },
  }),
  rule({
    id: 'migrations.steps.defined-references',
    title:
      'addReference() of a definition is kept by records() on every engine, and dropReference() ends that',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const [parentName, childName] = [table(), table()]
      const parent = defineTable(parentName, { id: integer().primaryKey(), code: text().nullable() })
      const loose = defineTable(childName, { id: integer().primaryKey(), owner: integer().nullable() })
      const bound = defineTable(childName, {
        id: integer().primaryKey(),
        owner: integer()
          .nullable()
          .references(() => parent.id, { onDelete: 'cascade' }),
      })
      const list: Migration[] = [
        { version: 1, name: 'make', up: [createTable(parent), createTable(loose)] },
        { version: 2, name: 'bind', up: [addReference(bound, 'owner')] },
        { version: 3, name: 'beside', up: [addColumn(childName, 'note', text().nullable())] },
        { version: 4, name: 'free', up: [dropReference(childName, ['owner'])] },
      ]
      await apply(list.slice(0, 1))
      await db.records(parent).insertMany([{ id: 1 }, { id: 2 }])
      await db.records(loose).insertMany([
        { id: 1, owner: 1 },
        { id: 2, owner: 2 },
        { id: 3, owner: 99 },
      ])
      await refusal('migration', () => apply(list.slice(0, 2)))
      await db.records(loose).delete(3)
      await apply(list.slice(0, 3))
      await refusal('foreign-key', () => db.records(bound).insert({ id: 9, owner: 99 }))
      // Whoever deletes a parent need not know of the child.
      await db.records(parent).delete(1)
      expect((await db.records(bound).list()).map(({ id }) => id)).toStrictEqual([2])
      await apply(list)
      await db.records(parent).delete(2)
      expect((await db.records(loose).list()).map(({ id }) => id)).toStrictEqual([2])
    },
  }),
]
