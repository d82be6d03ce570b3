import type { Migration } from '@holdfast/core'
import { run } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'

export const lockRules: readonly Rule[] = [
  rule({
    id: 'migrations.lock.busy',
    title:
      'apply({ whenLocked }) answers at once that another host migrates, also while that one is within a long transaction',
    needs: ['sql', 'multiProcess'],
    present: async (context) => {
      const { db, place } = await context.fresh()
      const other = await openAt(place)
      context.after(() => other.close())
      let begun!: () => void
      const hasBegun = new Promise<void>((resolve) => (begun = resolve))
      let end!: () => void
      const ended = new Promise<void>((resolve) => (end = resolve))
      const list = (body: () => Promise<void>): readonly Migration[] => [
        { version: 1, name: 'make', up: 'create table held (id integer primary key)' },
        { version: 2, name: 'long', up: ['insert into held values (1)', run('wait', body)] },
      ]
      await db.migrate({ migrations: list(async () => undefined), to: 1 })
      const holding = db.migrate({
        migrations: list(async () => {
          begun()
          await ended
        }),
      })
      await hasBegun
      const start = performance.now()
      const late = list(async () => undefined)
      try {
        expect((await other.migrate({ migrations: late, whenLocked: 'skip' })).outcome).toBe('skipped')
        await refusal('busy', () => other.migrate({ migrations: late, whenLocked: 'fail' }))
        await refusal('busy', () => other.migrate({ migrations: late, whenLocked: 300 }))
        expect(performance.now() - start).toBeLessThan(8_000)
      } finally {
        end()
      }
      expect(await holding).toMatchObject({ outcome: 'applied', applied: [{ version: 2 }] })
      expect((await other.migrate({ migrations: late })).outcome).toBe('nothing')
    },
    absent: async (context) => {
      // No other process can have the database open.
      expect(context.capabilities.sql && context.capabilities.multiProcess).toBe(false)
    },
  }),
]
