import { HoldfastError, integer, sql, type Migration } from '@holdfast/core'
import { addColumn, backfill, run } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { manualClock } from '../../manual-clock.ts'
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
        const { holder } = await other.migrations({ migrations: late }).status()
        const busy = await refusal('busy', () => other.migrate({ migrations: late, whenLocked: 'fail' }))
        expect(holder).toMatch(/ since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
        expect(busy.message).toContain(holder)
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
  rule({
    id: 'migrations.lock.taken-over',
    title:
      'a host that was silent for longer than its lease is taken over where locks are leases, and its next batch is refused with conflict; each row is changed once',
    needs: ['sql', 'multiProcess'],
    present: async (context) => {
      const clock = manualClock()
      const { db, place } = await context.fresh({ clock })
      const other = await openAt(place, { clock })
      context.after(() => other.close())
      const list: readonly Migration[] = [
        { version: 1, name: 'make', up: 'create table counted (id integer primary key, n integer)' },
        {
          version: 2,
          name: 'rows',
          up: Array.from({ length: 9 }, (_, id) => `insert into counted values (${id}, 0)`),
        },
        { version: 3, name: 'count', up: [backfill('counted', { set: { n: 'n + 1' }, batch: 3 })] },
      ]
      await db.migrate({ migrations: list, to: 2 })
      const answer = (report: Promise<{ readonly outcome: string }>): Promise<string> =>
        report.then(
          ({ outcome }) => outcome,
          (error: unknown) => (error instanceof HoldfastError ? error.code : String(error)),
        )
      let rival = ''
      const throttle = async (): Promise<void> => {
        if (rival !== '') return
        clock.advance(31_000)
        // Where the lock is the session's, nobody is taken over who is still there.
        rival = await answer(other.migrate({ migrations: list, whenLocked: 'fail' }))
      }
      const outcome = await answer(db.migrate({ migrations: list, throttle }))
      expect([rival, outcome]).toStrictEqual(rival === 'busy' ? ['busy', 'applied'] : ['applied', 'conflict'])
      expect(await db.all(sql`select distinct n from counted`)).toStrictEqual([{ n: 1 }])
      expect(await db.migrations({ migrations: list }).verify()).toMatchObject({ isWhole: true })
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.multiProcess).toBe(false)
    },
  }),
  rule({
    id: 'migrations.lock.blocked',
    title:
      'apply() of a table that another connection holds for longer than lockTimeout lets readers through, tries again, and is done when it is free',
    needs: ['sql'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const other = await openAt(place)
      context.after(() => other.close())
      const list: Migration[] = [
        {
          version: 1,
          name: 'make',
          up: 'create table held (id integer primary key, n integer); insert into held values (1, 1)',
        },
      ]
      await db.migrate({ migrations: list })
      const lockTimeout = 100
      const attempts: readonly (readonly Migration[])[] = [
        [{ version: 2, name: 'text', up: 'alter table held add column extra integer' }],
        // Two at once are rehearsed first, and that waits for the same lock.
        [
          { version: 3, name: 'step', up: [addColumn('held', 'more', integer().nullable())] },
          { version: 4, name: 'rows', up: 'update held set extra = 7 where id = 1' },
        ],
      ]
      for (const some of attempts) {
        list.push(...some)
        let release!: () => void
        const released = new Promise<void>((resolve) => (release = resolve))
        let hold!: () => void
        const isHeld = new Promise<void>((resolve) => (hold = resolve))
        const holding = other.transaction(async (tx) => {
          await tx.run(sql`update held set n = n + 1 where id = 1`)
          hold()
          await released
        })
        await isHeld
        const migrating = db.migrate({ migrations: list, lockTimeout })
        const end = Promise.allSettled([migrating])
        let reads = 0
        for (const start = performance.now(); performance.now() - start < lockTimeout * 6; reads += 1)
          await other.all(sql`select n from held`)
        expect(reads).toBeGreaterThan(3)
        release()
        await holding
        await end
        expect(await migrating).toMatchObject({ outcome: 'applied' })
      }
      expect(await db.all(sql`select * from held`)).toStrictEqual([{ id: 1, n: 3, extra: 7, more: null }])
    },
  }),
]
