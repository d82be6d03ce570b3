import { sql } from '@holdfast/core'
import { Migrator, type Kysely, type Migration } from 'kysely'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import type { KyselyAdapter } from './adapter.ts'

const thrown = new Error('on purpose')
const failing: Migration = { up: () => Promise.reject(thrown) }

const table = (name: string): Migration => ({
  up: async (k) => {
    await k.schema.createTable(name).addColumn('id', 'integer').execute()
  },
  down: async (k) => {
    await k.schema.dropTable(name).execute()
  },
})

const oneAndTwo = { a: table('one'), b: table('two') }

const migrator = (
  k: Kysely<unknown>,
  migrations: Record<string, Migration>,
  options: { readonly disableTransactions?: boolean } = {},
): Migrator =>
  new Migrator({ db: k, provider: { getMigrations: () => Promise.resolve(migrations) }, ...options })

const tables = async (k: Kysely<unknown>): Promise<string[]> =>
  (await k.introspection.getTables()).map(({ name }) => name)

/** Kysely keeps its own tables under fixed names, so each rule has a database to itself. */
export const kyselyMigrations = ({ kysely }: KyselyAdapter): readonly Rule[] => [
  rule({
    id: 'kysely.migrations',
    title: "Kysely's Migrator migrates up and down, and its introspection sees the tables",
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.run(sql`create table earlier (id integer primary key)`)
      const k = kysely<unknown>(db)
      const { error, results } = await migrator(k, oneAndTwo).migrateToLatest()
      expect(error).toBeUndefined()
      expect(results?.map(({ status }) => status)).toStrictEqual(['Success', 'Success'])
      expect(await tables(k)).toEqual(expect.arrayContaining(['earlier', 'one', 'two']))
      await migrator(k, oneAndTwo).migrateDown()
      expect(await tables(k)).not.toContain('two')
    },
  }),
  rule({
    id: 'kysely.migrations.failing',
    title: "Kysely's Migrator undoes every migration of a run in which one fails",
    needs: ['sql'],
    present: async (context) => {
      const k = kysely<unknown>((await context.fresh()).db)
      const { error, results } = await migrator(k, { a: table('one'), b: failing }).migrateToLatest()
      expect(error).toBe(thrown)
      expect(results?.map(({ status }) => status)).toStrictEqual(['Success', 'Error'])
      expect(await tables(k)).not.toContain('one')
      expect((await migrator(k, { a: table('one') }).migrateToLatest()).error).toBeUndefined()
    },
  }),
  rule({
    id: 'kysely.migrations.race',
    title: "Kysely's Migrator in several places at once runs each migration once",
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db, again } = await context.fresh()
      const handles = [db, await again(), db]
      const runs = await Promise.all(
        handles.map((handle) => migrator(kysely<unknown>(handle), oneAndTwo).migrateToLatest()),
      )
      expect(runs.map(({ error }) => error)).toStrictEqual([undefined, undefined, undefined])
      expect(runs.flatMap(({ results }) => results ?? [])).toHaveLength(2)
    },
  }),
  rule({
    id: 'kysely.migrations.refused',
    title: "Kysely's Migrator is refused inside a transaction, and without transactions",
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      const inside = await db.transaction((tx) => migrator(kysely<unknown>(tx), oneAndTwo).migrateToLatest())
      expect(inside.error).toBeInstanceOf(TypeError)
      const k = kysely<unknown>(db)
      const bare = migrator(k, oneAndTwo, { disableTransactions: true })
      expect((await bare.migrateToLatest()).error).toBeInstanceOf(TypeError)
      expect(await tables(k)).not.toContain('one')
    },
  }),
]
