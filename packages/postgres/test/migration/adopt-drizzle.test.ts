import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, type Database } from '@holdfast/core'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const texts = {
  '0000_users': 'CREATE TABLE "users" ("id" serial PRIMARY KEY);\n--> statement-breakpoint\nSELECT 1;\n',
  // As a checkout on Windows leaves it: Drizzle's hash is of these very bytes.
  '0001_orders': 'CREATE TABLE "orders" (\r\n\t"id" serial PRIMARY KEY\r\n);',
  '0002_items': 'CREATE TABLE "items" ("id" serial PRIMARY KEY);',
}
type Tag = keyof typeof texts

/** A folder as drizzle-kit makes it, with the journal of the migrations that it is to apply. */
const folderOf = (...tags: readonly Tag[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-drizzle-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'meta'))
  const entries = tags.map((tag, idx) => ({
    idx,
    version: '7',
    when: 1_700_000_000_000 + idx,
    tag,
    breakpoints: true,
  }))
  writeFileSync(
    join(folder, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  )
  for (const [tag, text] of Object.entries(texts)) writeFileSync(join(folder, `${tag}.sql`), text)
  return folder
}

const migratedByDrizzle = async (folder: string): Promise<Database> => {
  const url = await freshDatabase()
  const other = drizzle(url)
  try {
    await migrate(other, { migrationsFolder: folder })
  } finally {
    await other.$client.end()
  }
  const db = await open(postgres({ url }))
  onTestFinished(() => db.close())
  return db
}

test("adopt() takes over what Drizzle's own migrator wrote into the schema drizzle, by the bytes of the files", async () => {
  const directory = folderOf('0000_users', '0001_orders')
  const db = await migratedByDrizzle(directory)
  // A number begins with 1 here.
  for (const [from, to] of [
    ['0002_items', '0003_items'],
    ['0001_orders', '0002_orders'],
    ['0000_users', '0001_users'],
  ])
    renameSync(join(directory, `${from}.sql`), join(directory, `${to}.sql`))
  const history = db.migrations({ directory })
  expect((await history.adopt()).map(({ version, kind }) => `${version} ${kind}`)).toStrictEqual([
    '1 baseline',
    '2 baseline',
  ])
  expect((await history.apply()).applied.map(({ name }) => name)).toStrictEqual(['items'])
  expect(await history.verify()).toMatchObject({ isWhole: true })
})

test('adopt() of a history in the schema drizzle refuses a file that was edited since', async () => {
  const directory = folderOf('0000_users')
  const db = await migratedByDrizzle(directory)
  rmSync(join(directory, '0000_users.sql'))
  writeFileSync(join(directory, '0003_users.sql'), `${texts['0000_users']}-- edited`)
  await expect(db.migrations({ directory }).adopt()).rejects.toMatchObject({
    code: 'migration',
    message: expect.stringMatching(/Drizzle has applied [0-9a-f]{64}, and the source has none of that hash/),
  })
})
