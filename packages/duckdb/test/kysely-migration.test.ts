import { Migrator, type Migration } from 'kysely'
import { expect, test } from 'vitest'
import { kysely } from '../src/kysely.ts'
import { openShop, type Shop } from './shop.ts'

const table = (name: string): Migration => ({
  up: async (k) => {
    await k.schema.createTable(name).addColumn('id', 'integer').execute()
  },
  down: async (k) => {
    await k.schema.dropTable(name).execute()
  },
})

const failing: Migration = { up: () => Promise.reject(new Error('on purpose')) }

const migrator = (
  k: ReturnType<typeof kysely<Shop>>,
  migrations: Record<string, Migration>,
  options: { readonly disableTransactions?: boolean } = {},
): Migrator =>
  new Migrator({ db: k, provider: { getMigrations: () => Promise.resolve(migrations) }, ...options })

const tables = async (k: ReturnType<typeof kysely<Shop>>): Promise<string[]> =>
  (await k.introspection.getTables()).map(({ name }) => name).filter((name) => !name.startsWith('holdfast_'))

test("Kysely's Migrator migrates up and down, and its introspection sees the tables", async () => {
  const k = kysely<Shop>(await openShop())
  const { error, results } = await migrator(k, { a: table('one'), b: table('two') }).migrateToLatest()
  expect(error).toBeUndefined()
  expect(results?.map(({ status }) => status)).toEqual(['Success', 'Success'])
  expect(await tables(k)).toEqual(expect.arrayContaining(['customer', 'one', 'purchase', 'two']))
  await migrator(k, { a: table('one'), b: table('two') }).migrateDown()
  expect(await tables(k)).not.toContain('two')
})

test("Kysely's Migrator undoes every migration of a run in which one fails", async () => {
  const k = kysely<Shop>(await openShop())
  const { error, results } = await migrator(k, { a: table('one'), b: failing }).migrateToLatest()
  expect(error).toMatchObject({ message: 'on purpose' })
  expect(results?.map(({ status }) => status)).toEqual(['Success', 'Error'])
  expect(await tables(k)).not.toContain('one')
  expect((await migrator(k, { a: table('one') }).migrateToLatest()).error).toBeUndefined()
})

test("Kysely's Migrator in several places at once runs each migration once", async () => {
  const db = await openShop()
  const runs = await Promise.all(
    [1, 2, 3].map(() => migrator(kysely<Shop>(db), { a: table('one'), b: table('two') }).migrateToLatest()),
  )
  expect(runs.map(({ error }) => error)).toEqual([undefined, undefined, undefined])
  expect(runs.flatMap(({ results }) => results ?? [])).toHaveLength(2)
})

test("Kysely's Migrator is refused inside a transaction, and without transactions", async () => {
  const db = await openShop()
  const inside = await db.transaction((tx) =>
    migrator(kysely<Shop>(tx), { a: table('one') }).migrateToLatest(),
  )
  expect(inside.error).toMatchObject({ message: expect.stringMatching(/give the Migrator kysely\(db\)/) })
  const bare = migrator(kysely<Shop>(db), { a: table('one') }, { disableTransactions: true })
  expect((await bare.migrateToLatest()).error).toMatchObject({
    message: expect.stringMatching(/leave out disableTransactions/),
  })
  expect(await tables(kysely<Shop>(db))).not.toContain('one')
})
