import {
  boolean,
  defineTable,
  describeChange,
  fingerprintOf,
  integer,
  sql,
  text,
  timestamp,
  type AnyTable,
  type Column,
  type Database,
  type SchemaChange,
  type TableColumn,
} from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { quick, randomRuns } from '../random-runs.ts'
import { designedTables } from './designed-tables.ts'
import { tableDesign } from './table-designs.ts'

const needs = ['sql'] as const
const id = text().primaryKey()

/** Applies a text as the next migration of a history of its own. */
const apply = async (db: Database, up: string, down?: string): Promise<void> => {
  const migration = { version: 1, name: 'generated', up, ...(down !== undefined && { down }) }
  await db.migrations({ migrations: [migration] }).apply()
}

const none = { migrations: [] } as const

const differences = async (db: Database, tables: readonly AnyTable[]): Promise<readonly string[]> =>
  (await db.migrations(none).difference({ tables })).changes.map(describeChange)

/** What a change is about, without what engines spell in their own way. Checks are left out: some engines need them for a type and others not. */
const topics = (changes: readonly SchemaChange[]): readonly string[] =>
  changes
    .filter((change) => !('of' in change && change.of === 'check'))
    .map((change) => {
      switch (change.kind) {
        case 'add-column':
        case 'drop-column':
          return `${change.kind} ${change.column.name}`
        case 'change-column':
          return `${change.kind} ${change.column} ${change.aspect}`
        case 'add-part':
        case 'drop-part':
          return `${change.kind} ${change.of}`
        default:
          return change.kind
      }
    })

/** No statement says what the library keeps, where the engine has no references. */
const memberOf = ({ capabilities }: Database, target: TableColumn): Column<string> =>
  capabilities.foreignKeys ? text().references(() => target) : text()

export const schemaModelRules: readonly Rule[] = [
  rule({
    id: 'migrations.schema.defined',
    title:
      'difference() finds nothing between definitions of any kind and the tables that createTables() made of them',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      let runs = 0
      const { seed } = context.suite
      const done = await randomRuns(
        tableDesign,
        async (design) => {
          const tables = designedTables(`t${runs++}`, design)
          await db.createTables(tables)
          expect(await differences(db, tables)).toStrictEqual([])
        },
        { seed, runs: 25, milliseconds: quick },
      )
      context.note('schema', 'definitions', { seed, runs: done })
    },
  }),
  rule({
    id: 'migrations.schema.told',
    title: 'difference() names what a definition has and the table lacks, and the other way about',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const columns = {
        id,
        kept: text(),
        loose: text().nullable(),
        gone: boolean(),
        code: text(),
        kind: text(),
      }
      await db.createTables([defineTable('things', columns, { unique: [['code']] })])
      const others = defineTable('others', { id })
      const wanted = defineTable(
        'things',
        {
          id,
          kept: text().nullable(),
          loose: text(),
          code: text().default('x'),
          kind: boolean(),
          fresh: timestamp(),
        },
        { unique: [['kept', 'code']] },
      )
      const { changes } = await db.migrations(none).difference({ tables: [wanted, others] })
      expect([...topics(changes)].sort()).toStrictEqual(
        [
          'add-column fresh',
          'add-part unique',
          'change-column code default',
          'change-column kept nullable',
          'change-column kind type',
          'change-column loose nullable',
          'create-table',
          'drop-column gone',
          'drop-part unique',
        ].sort(),
      )
      expect(changes.map(describeChange)).toContain('table things: column fresh: missing')
      expect(changes.map(describeChange)).toContain('table things: column kept: not null instead of nullable')
    },
  }),
  rule({
    id: 'migrations.schema.generated',
    title:
      'generate() gives SQL that makes the database as the definitions say, and another that undoes it; rows stay',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      const old = [defineTable('things', { id, code: text() })]
      await db.createTables(old)
      await db.run(sql`insert into things (id, code) values ('a', 'A')`)
      const teams = defineTable('teams', { id, name: text().unique() })
      const tables = [
        teams,
        defineTable('things', { id, code: text().unique(), note: text().nullable() }),
        defineTable('members', { id, team: memberOf(db, teams.id) }, { index: [['team', 'id']] }),
      ]
      const made = await db.migrations(none).generate({ tables, name: 'grow' })
      expect(made).toMatchObject({ form: 'sql', unwritten: [], sidecar: { class: 'data', reversible: true } })
      expect(made.down).toBeDefined()
      await apply(db, made.text, made.down)
      expect(await differences(db, tables)).toStrictEqual([])
      expect(await db.all(sql`select id, code, note from things`)).toStrictEqual([
        { id: 'a', code: 'A', note: null },
      ])
      const history = db.migrations({
        migrations: [{ version: 1, name: 'generated', up: made.text, down: made.down! }],
      })
      await history.down({ to: 0 })
      expect(await differences(db, old)).toStrictEqual([])
      expect(await db.all(sql`select id, code from things`)).toStrictEqual([{ id: 'a', code: 'A' }])
    },
  }),
  rule({
    id: 'migrations.schema.refused',
    title:
      'generate() names what would be lost, and its text is refused until each loss is accepted with a reason',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([defineTable('things', { id, code: text(), old: text() })])
      await db.run(sql`insert into things (id, code, old) values ('a', 'A', 'lost')`)
      const tables = [defineTable('things', { id, code: text() })]
      const made = await db.migrations(none).generate({ tables, name: 'shrink' })
      expect(made).toMatchObject({ form: 'sql', sidecar: { class: 'destructive', reversible: false } })
      expect(made.sidecar.changes.flatMap(({ hazards }) => hazards)).toContainEqual(
        expect.objectContaining({ rule: 'DL02', mustAccept: true }),
      )
      await refusal('migration', () => apply(db, made.text))
      expect(await db.all(sql`select old from things`)).toStrictEqual([{ old: 'lost' }])
      await apply(db, made.text.replaceAll('<why?>', 'nobody ever read it'))
      expect(await differences(db, tables)).toStrictEqual([])
      expect(await db.all(sql`select * from things`)).toStrictEqual([{ id: 'a', code: 'A' }])
    },
  }),
  rule({
    id: 'migrations.schema.renames',
    title:
      'difference() asks whether a drop beside an addition is a rename, and generate() renames as answered, with the rows',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([defineTable('people', { id, name: text(), note: text().nullable() })])
      await db.run(sql`insert into people (id, name) values ('a', 'Ann')`)
      const tables = [defineTable('users', { id, fullName: text(), note: text().nullable() })]
      const migrations = db.migrations(none)
      const open = await migrations.difference({ tables })
      expect(open.questions).toStrictEqual([{ from: 'people', to: ['users'] }])
      expect(topics(open.changes)).toStrictEqual(['create-table'])
      const half = await migrations.difference({ tables, renames: { people: 'users' } })
      expect(half.questions).toStrictEqual([{ from: 'users.name', to: ['users.full_name'] }])
      const renames = { people: 'users', 'users.name': 'users.full_name' }
      const made = await migrations.generate({ tables, name: 'rename', renames })
      expect(made).toMatchObject({ form: 'sql', sidecar: { questions: [], reversible: true } })
      await apply(db, made.text, made.down)
      expect(await differences(db, tables)).toStrictEqual([])
      expect(await db.all(sql`select id, full_name from users`)).toStrictEqual([
        { id: 'a', full_name: 'Ann' },
      ])
    },
  }),
  rule({
    id: 'migrations.schema.databases',
    title: 'generate({ schema }) makes one database like another, down to the fingerprint',
    needs,
    present: async (context) => {
      const [{ db: here }, { db: there }] = [await context.fresh(), await context.fresh()]
      const teams = defineTable('teams', { id, name: text().unique(), size: integer().default(0) })
      await there.createTables([
        teams,
        defineTable('members', {
          id,
          team: text().references(() => teams.id),
          since: timestamp().nullable(),
        }),
      ])
      await there.run(sql`create view grown as select id from teams where size > 10`)
      await here.run(sql`create table left_over (id bigint primary key)`)
      const schema = await there.migrations(none).schema()
      expect(fingerprintOf(await here.migrations(none).schema())).not.toBe(fingerprintOf(schema))
      const made = await here.migrations(none).generate({ schema, name: 'likeness' })
      expect(made.unwritten).toStrictEqual([])
      await apply(here, made.text.replaceAll('<why?>', 'it was a trial'))
      expect((await here.migrations(none).difference({ schema })).changes.map(describeChange)).toStrictEqual(
        [],
      )
      expect(fingerprintOf(await here.migrations(none).schema())).toBe(fingerprintOf(schema))
    },
  }),
  rule({
    id: 'migrations.schema.read',
    title: 'schema() tells what users made, once more the same, and nothing of the library or of the history',
    needs,
    present: async (context) => {
      const { db } = await context.fresh()
      await db.keyValue('a').set('k', 1)
      const history = db.migrations({
        ledger: 'my_history',
        migrations: [{ version: 1, name: 'one', up: 'create table made (id bigint primary key, n integer)' }],
      })
      await history.apply()
      const schema = await history.schema()
      expect(schema.tables.map(({ name }) => name)).toStrictEqual(['made'])
      expect(fingerprintOf(await history.schema())).toBe(fingerprintOf(schema))
      await db.run(sql`alter table made add column m integer`)
      expect(fingerprintOf(await history.schema())).not.toBe(fingerprintOf(schema))
      const wrong = { tables: [], schema } as never
      await misuse(() => history.difference(wrong))
    },
  }),
]
