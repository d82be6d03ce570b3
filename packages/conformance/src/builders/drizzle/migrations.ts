import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HoldfastError, sql } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import type { DrizzleAdapter } from './adapter.ts'

/** A folder as drizzle-kit writes it. */
const migrationsOf = (context: Context, ...texts: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-drizzle-'))
  context.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'meta'))
  const entries = texts.map((text, idx) => {
    writeFileSync(join(folder, `${idx}.sql`), text)
    return { idx, when: 1_700_000_000_000 + idx, tag: `${idx}`, breakpoints: true }
  })
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ entries }))
  return folder
}

const oneAndTwo = 'create table one (id integer);--> statement-breakpoint\ncreate table two (id integer)'
const intoTwo = 'insert into two values (1)'

export const drizzleMigrations = (adapter: DrizzleAdapter): readonly Rule[] => [
  rule({
    id: 'drizzle.migrations',
    title: "Drizzle's migrate() runs its files in one transaction, each once",
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      const run = (...texts: readonly string[]): Promise<void> =>
        adapter.migrate(
          adapter.drizzle(db) as never,
          (statements) =>
            db.transaction(async (tx) => {
              for (const statement of statements) await tx.run(sql.compiled(statement))
            }),
          { migrationsFolder: migrationsOf(context, ...texts) },
        )
      const reason = adapter.cannot?.migrations
      if (reason !== undefined) {
        expect(await failureOf(() => run(oneAndTwo))).toBeInstanceOf(HoldfastError)
        await refusal('no-table', () => db.all(sql`select id from two`))
        context.note('builders', 'drizzle: migrations', reason)
        return 'absent'
      }
      await run(oneAndTwo)
      await run(oneAndTwo, intoTwo)
      await run(oneAndTwo, intoTwo)
      await refusal('syntax', () => run(oneAndTwo, intoTwo, 'insert into two values (2)', 'nonsense'))
      expect(await db.all(sql`select id from two`)).toStrictEqual([{ id: 1 }])
    },
  }),
]
