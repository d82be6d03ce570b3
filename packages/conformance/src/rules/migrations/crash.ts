import { setTimeout as after } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import type { Place } from '../../harness.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'
import { journeyOf } from '../../worker/journey.ts'
import { isWhole, stateOf, statesOf, type State } from './crash/journey-state.ts'
import { startMigrating } from './crash/start-migrating.ts'

/** Few rows where a process is killed behind each statement; many where statements must take long enough to be killed within. */
const few = 60
const many = 15_000

/** How many processes are killed side by side: they wait for the disk most of the time. */
const lanes = 3

/** A whole sweep takes hours where opening a database is slow, so that it is done in parts. */
const parts = 16

/** Looks at what a killed process has left, goes on, and compares the end with that of a run that was never killed. Gives a word on where it was. */
const recover = async (
  place: Place,
  states: ReadonlyMap<number, State>,
  rows: number,
  when: string,
): Promise<string> => {
  const migrations = journeyOf(rows)
  const db = await openAt(place)
  try {
    const found = await isWhole(db, migrations, states)
    await db.migrate({ migrations })
    expect(await stateOf(db), when).toStrictEqual(states.get(migrations.at(-1)!.version))
    expect(await db.migrate({ migrations })).toMatchObject({ outcome: 'nothing' })
    expect(await db.migrations({ migrations }).verify()).toMatchObject({ isWhole: true })
    return `${when}: ${found}`
  } finally {
    await db.close()
  }
}

const sweep = async (
  context: Context,
  stops: (statements: number) => readonly number[],
): Promise<void | 'not-run'> => {
  const states = await statesOf(context, few)
  const whole = await context.harness.fresh()
  context.after(() => whole.destroy())
  const child = startMigrating(context, whole, { rows: few })
  if (child === undefined) return 'not-run'
  await child.ended
  const statements = Number(child.lines.find((line) => line.startsWith('statements'))?.split(' ')[1])
  expect(statements).toBeGreaterThan(20)
  const found: string[] = []
  const left = [...stops(statements)]
  const lane = async (): Promise<void> => {
    for (let stopAt = left.shift(); stopAt !== undefined; stopAt = left.shift()) {
      const place = await context.harness.fresh()
      const killed = startMigrating(context, place, { rows: few, stopAt })!
      try {
        await killed.said(2)
        expect(killed.lines).toStrictEqual(['open', `stopped ${stopAt}`])
        await killed.kill()
        found.push(await recover(place, states, few, `statement ${stopAt}`))
      } finally {
        await killed.kill()
        await place.destroy()
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  context.note('crash', 'migrations', found)
  return undefined
}

/** Kills at random moments between the beginning and the end, within statements too. */
const anyTime = async (context: Context, rounds: number): Promise<void | 'not-run'> => {
  const states = await statesOf(context, many)
  const found: string[] = []
  const whole = await context.harness.fresh()
  context.after(() => whole.destroy())
  const child = startMigrating(context, whole, { rows: many })
  if (child === undefined) return 'not-run'
  await child.said(1)
  const start = performance.now()
  await child.ended
  const took = performance.now() - start
  for (let round = 0; round < rounds; round += 1) {
    const place = await context.harness.fresh()
    const killed = startMigrating(context, place, { rows: many })!
    try {
      await killed.said(1)
      const moment = context.random.whole(Math.ceil(took))
      await after(moment)
      await killed.kill()
      expect(killed.lines.filter((line) => line.startsWith('failed'))).toStrictEqual([])
      found.push(await recover(place, states, many, `${moment} ms`))
    } finally {
      await killed.kill()
      await place.destroy()
    }
  }
  context.note('crash', 'migrationsAnyTime', found)
  return undefined
}

const absent = async (context: Context): Promise<void> => {
  // Nothing outlives the process, so nothing can be left half-way.
  expect(context.capabilities.persistent && context.capabilities.sql).toBe(false)
}

export const migrationCrashRules: readonly Rule[] = [
  rule({
    id: 'migrations.crash.some',
    title:
      'apply() that is killed leaves old or new, never between, and the next run ends as one that was never killed',
    needs: ['sql', 'persistent'],
    timeout: 120_000,
    present: (context) => sweep(context, (statements) => [1 + context.random.whole(statements - 1)]),
    absent,
  }),
  ...Array.from({ length: parts }, (_, part) =>
    rule({
      id: `migrations.crash.sweep.${part + 1}`,
      title: `apply() that is killed at any of its statements leaves old or new, never between: part ${part + 1} of ${parts}`,
      needs: ['sql', 'persistent'],
      tier: 'certification',
      timeout: 1_800_000,
      present: (context) =>
        sweep(context, (statements) =>
          Array.from({ length: statements - 1 }, (__, index) => index + 1).filter(
            (at) => at % parts === part,
          ),
        ),
      absent,
    }),
  ),
  rule({
    id: 'migrations.crash.any-time',
    title:
      'apply() that is killed at any moment, within a statement too, leaves old or new, never between, and the next run ends as one that was never killed',
    needs: ['sql', 'persistent'],
    tier: 'certification',
    timeout: 1_800_000,
    present: (context) => anyTime(context, 16),
    absent,
  }),
  rule({
    id: 'migrations.processes.once',
    title: 'apply() by eight processes that start at once runs each migration once',
    needs: ['sql', 'multiProcess'],
    timeout: 120_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const journey = journeyOf(few)
      const history = db.migrations({ migrations: journey })
      const children = Array.from({ length: 8 }, () => startMigrating(context, place, { rows: few })).flatMap(
        (child) => child ?? [],
      )
      if (children.length < 8) return 'not-run'
      await Promise.all(children.map((child) => child.ended))
      const said = children.map((child) =>
        child.lines.find((line) => /^(?:applied|nothing|failed)/.test(line)),
      )
      const versions = said.flatMap(
        (line) =>
          line
            ?.split(' ')
            .slice(1)
            .filter((one) => one !== '') ?? [],
      )
      expect(versions.toSorted()).toStrictEqual(journey.map(({ version }) => String(version)))
      expect(said.filter((line) => line?.startsWith('failed'))).toStrictEqual([])
      expect((await history.status()).applied.length).toBe(journey.length)
      return undefined
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.multiProcess).toBe(false)
    },
  }),
]
