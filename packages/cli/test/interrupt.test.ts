import { expect, test } from 'vitest'
import { holdfast, type Options } from './command.ts'
import { project } from './project.ts'

const rows = 3_000
const slow = {
  '001_users.sql': `create table users (id integer primary key, name text not null);
insert into users select value, 'name' || value from (with recursive n(value) as (select 1 union all select value + 1 from n where value < ${rows}) select value from n);`,
  '002_shout.js': `import { backfill } from '@holdfast/core/migration'
export const up = [backfill('users', { set: { name: 'upper(name)' }, where: 'name <> upper(name)', batch: 5 })]`,
  '003_last.sql': 'create table last (id bigint);',
}

/** Sends the signal when the backfill has begun. */
const stopping = (signal: NodeJS.Signals): Options => {
  let isSent = false
  return {
    whenItSays: (error, child) => {
      if (isSent || !error.includes('backfill: 2 shout')) return
      isSent = true
      child.kill(signal)
    },
  }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s stops a run between two batches, and ends with %i and with what was done',
  async (signal, code) => {
    const app = project(slow)
    const stopped = await holdfast(app, ['up', '--json'], stopping(signal))
    expect(stopped.code).toBe(code)
    expect(stopped.error).toContain('Stopping at the next safe place')
    expect(JSON.parse(stopped.out)).toMatchObject({
      outcome: 'failed',
      applied: [{ version: 1 }],
      failed: { version: 2, left: 'half' },
      notRun: [{ version: 3 }],
    })
    expect((await holdfast(app, ['status'])).out).toContain('2  shout  half-way')
  },
)

test('doctor tells how far a backfill is, and backfill goes on with it and nothing after it', async () => {
  const app = project(slow)
  await holdfast(app, ['up'], stopping('SIGINT'))
  const looked = await holdfast(app, ['doctor', '--json'])
  expect(looked.code).toBe(1)
  const { halfway, findings } = JSON.parse(looked.out) as {
    readonly halfway: readonly { readonly done: number; readonly total: number }[]
    readonly findings: readonly object[]
  }
  expect(halfway).toMatchObject([{ version: 2, name: 'shout', state: 'started', total: rows }])
  expect((halfway[0]?.done ?? 1) % 5).toBe(0)
  expect(halfway[0]?.done).toBeGreaterThan(0)
  expect(halfway[0]?.done).toBeLessThan(rows)
  expect(findings[0]).toMatchObject({ kind: 'halfway', level: 'problem', subject: '2 shout' })
  const went = await holdfast(app, ['backfill'])
  expect(went.code).toBe(0)
  expect(went.out).toMatch(/^applied  2  shout/)
  expect((await holdfast(app, ['status'])).out).toContain('3  last   pending')
  expect((await holdfast(app, ['backfill'])).out).toBe('Nothing to do.\n')
})

test('up and backfill rest for --pause between two batches, and Ctrl-C ends the rest', async () => {
  const app = project(slow)
  const hour = ['--pause', '3600000']
  for (const [words, done] of [
    [['up', ...hour], 5],
    [['backfill', ...hour], 10],
  ] as const) {
    expect((await holdfast(app, words, stopping('SIGINT'))).code).toBe(130)
    const { out } = await holdfast(app, ['doctor', '--json'])
    expect(JSON.parse(out)).toMatchObject({ halfway: [{ version: 2, done, total: rows }] })
  }
  expect(await holdfast(app, ['backfill', '--pause', '0'])).toMatchObject({ code: 0 })
})

test('a reader of the progress that goes away does not end the run', async () => {
  const app = project(slow)
  const { code, out } = await holdfast(app, ['up', '--json'], {
    whenItSays: (_, child) => child.stderr?.destroy(),
  })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ outcome: 'applied' })
})
