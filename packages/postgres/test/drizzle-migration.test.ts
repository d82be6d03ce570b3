import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Database } from '@holdfast/core'
import { migrate } from 'drizzle-orm/pg-proxy/migrator'
import { expect, onTestFinished, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

/** A folder as drizzle-kit writes it. */
const migrationsOf = (...texts: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-drizzle-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'meta'))
  const entries = texts.map((text, idx) => {
    writeFileSync(join(folder, `${idx}.sql`), text)
    return { idx, when: 1_700_000_000_000 + idx, tag: `${idx}`, breakpoints: true }
  })
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ entries }))
  return folder
}

const run = (db: Database, migrationsFolder: string): Promise<void> =>
  migrate(
    drizzle(db),
    (queries) =>
      db.transaction(async (tx) => {
        for (const query of queries) await tx.run(sql.compiled(query))
      }),
    { migrationsFolder },
  )

test("Drizzle's migrate() runs its files in one transaction, each once", async () => {
  const db = await openShop()
  const one = 'create table one (id integer);--> statement-breakpoint\ncreate table two (id integer)'
  await run(db, migrationsOf(one))
  await run(db, migrationsOf(one, 'insert into two values (1)'))
  await run(db, migrationsOf(one, 'insert into two values (1)'))
  expect(await db.all(sql`select id from two`)).toEqual([{ id: 1 }])
  const broken = migrationsOf(one, 'insert into two values (1)', 'insert into two values (2)', 'nonsense')
  await expect(run(db, broken)).rejects.toMatchObject({ code: 'syntax' })
  expect(await db.all(sql`select id from two`)).toEqual([{ id: 1 }])
})
