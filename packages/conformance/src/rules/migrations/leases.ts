import {
  HoldfastError,
  sql,
  type Database,
  type Migration,
  type RunOptions,
  type Transaction,
} from '@holdfast/core'
import { backfill, run } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'

/** How long a silent holder keeps its lease, in milliseconds. */
const lease = 30_000

/** The last of them counts nine rows in three batches. `look`: done by the first one. */
const listOf = (look: (tx: Transaction) => Promise<void>): readonly Migration[] => [
  {
    version: 1,
    name: 'make',
    up: ['create table counted (id integer primary key, n integer)', run('look', look)],
  },
  {
    version: 2,
    name: 'rows',
    up: Array.from({ length: 9 }, (_, id) => `insert into counted values (${id}, 0)`),
  },
  { version: 3, name: 'count', up: [backfill('counted', { set: { n: 'n + 1' }, batch: 3 })] },
]
const list = listOf(async () => undefined)

/** What comes of a run: its outcome, or the code of its error. */
const migrate = (db: Database, options: RunOptions): Promise<string> =>
  db.migrate({ migrations: list, whenLocked: 'fail', ...options }).then(
    ({ outcome }) => outcome,
    (error: unknown) => (error instanceof HoldfastError ? error.code : String(error)),
  )

const counts = (db: Database): Promise<readonly unknown[]> =>
  db.all(sql`select n, count(*) as many from counted group by n order by n`)

const needs = ['sql', 'multiProcess'] as const
const absent = async (context: Context): Promise<void> => {
  expect(context.capabilities.sql && context.capabilities.multiProcess).toBe(false)
}

export const leaseRules: readonly Rule[] = [
  rule({
    id: 'migrations.lock.renewed',
    title:
      'a host keeps the lock for as long as it goes on from batch to batch, also where the lock is a lease',
    needs,
    present: async (context) => {
      const clock = manualClock()
      const { db, place } = await context.fresh({ clock })
      const other = await openAt(place, { clock })
      context.after(() => other.close())
      await db.migrate({ migrations: list, to: 2 })
      const rivals: string[] = []
      const throttle = async (): Promise<void> => {
        clock.advance(lease - 1)
        rivals.push(await migrate(other, {}))
      }
      expect(await migrate(db, { throttle })).toBe('applied')
      expect(rivals.length).toBeGreaterThan(2)
      expect(new Set(rivals)).toStrictEqual(new Set(['busy']))
      expect(await counts(db)).toStrictEqual([{ n: 1, many: 9 }])
      expect(await migrate(other, {})).toBe('nothing')
    },
    absent,
  }),
  rule({
    id: 'migrations.lock.elsewhere',
    title:
      'a lease of another machine is waited for until its time is over, nobody there being asked, and who lost its lease to one writes nothing more',
    needs,
    present: async (context) => {
      const clock = manualClock()
      const { db } = await context.fresh({ clock })
      let isLease = false
      const looking = listOf(async (tx) => {
        isLease = (await tx.all(sql`select line from schema_migrations_locks`)).length === 1
      })
      await db.migrate({ migrations: looking, to: 1 })
      // A process of that number may well be on this machine.
      const holder = `elsewhere:${process.pid}:0123456789ab`
      const holders = async (): Promise<string | undefined> => {
        const { holder: found } = await db.migrations({ migrations: list }).status()
        return found
      }
      const ends = (): number => clock() + lease
      await db.run(
        sql`insert into schema_migrations_locks (line, token, holder, expires_at) values ('app', 'theirs', ${holder}, ${ends()})`,
      )
      // The lock of a session is none that a row could take.
      if (!isLease) {
        expect([await holders(), await migrate(db, {})]).toStrictEqual([undefined, 'applied'])
        return
      }
      clock.advance(lease - 1)
      expect([await holders(), await migrate(db, { to: 2 })]).toStrictEqual([holder, 'busy'])
      clock.advance(1)
      expect([await holders(), await migrate(db, { to: 2 })]).toStrictEqual([undefined, 'applied'])
      const throttle = async (): Promise<void> => {
        await db.run(
          sql`update schema_migrations_locks set token = 'theirs', holder = ${holder}, expires_at = ${ends()} where line = 'app'`,
        )
      }
      expect(await migrate(db, { throttle })).toBe('conflict')
      expect(await counts(db)).toStrictEqual([
        { n: 0, many: 6 },
        { n: 1, many: 3 },
      ])
      expect([await holders(), await migrate(db, {})]).toStrictEqual([holder, 'busy'])
      clock.advance(lease)
      expect(await migrate(db, {})).toBe('applied')
      expect(await counts(db)).toStrictEqual([{ n: 1, many: 9 }])
      expect(await db.migrations({ migrations: list }).verify()).toMatchObject({ isWhole: true })
    },
    absent,
  }),
]
