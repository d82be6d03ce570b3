import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from 'drizzle-orm/pg-proxy/migrator'
import { expect, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { makeFolder } from './folder.ts'
import { openShop } from './shop.ts'

test("Drizzle's migrate() fails before its first file: its own table is in PostgreSQL’s words", async () => {
  const migrationsFolder = makeFolder()
  mkdirSync(join(migrationsFolder, 'meta'))
  writeFileSync(join(migrationsFolder, 'meta', '_journal.json'), JSON.stringify({ entries: [] }))
  const run = migrate(drizzle(await openShop()), () => Promise.resolve(), { migrationsFolder })
  await expect(run).rejects.toMatchObject({ name: 'HoldfastError' })
})
