import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, sql, type Database, type Migration } from '@holdfast/core'
import { backfill } from '@holdfast/core/migration'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { sqlite } from '../../src/index.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

test('a host that rests between two batches says every ten seconds that it is there, and keeps its lease', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  let now = Date.UTC(2030, 0, 1)
  const clock = (): number => now
  const opened = (): Promise<Database> => open(sqlite(join(folder, 'a.db')), { clock })
  const db = await opened()
  const other = await opened()
  onTestFinished(async () => {
    await Promise.all([db.close(), other.close()])
    rmSync(folder, { recursive: true })
  })
  const migrations: readonly Migration[] = [
    { version: 1, name: 'make', up: 'create table t (id integer primary key, n integer)' },
    { version: 2, name: 'rows', up: 'insert into t values (1, 0), (2, 0), (3, 0)' },
    { version: 3, name: 'count', up: [backfill('t', { set: { n: 'n + 1' }, batch: 2 })] },
  ]
  await db.migrate({ migrations, to: 2 })
  const ends = async (): Promise<unknown> =>
    (await other.first(sql`select expires_at as at from schema_migrations_locks`))?.['at']
  const throttle = async (): Promise<void> => {
    for (let beat = 0; beat < 5; beat++) {
      now += 10_000
      vi.advanceTimersByTime(10_000)
      while ((await ends()) !== now + 30_000);
    }
    const late = other.migrate({ migrations, whenLocked: 'fail' })
    await expect(late).rejects.toMatchObject({ code: 'busy' })
  }
  expect(await db.migrate({ migrations, throttle })).toMatchObject({ outcome: 'applied' })
  // With the lock the heartbeat ends.
  expect(vi.getTimerCount()).toBe(0)
  expect(await other.all(sql`select n from t`)).toStrictEqual([{ n: 1 }, { n: 1 }, { n: 1 }])
})
