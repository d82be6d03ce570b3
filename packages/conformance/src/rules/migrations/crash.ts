import { sql, type Database, type Row } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import type { Place } from '../../harness.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'
import { journey } from '../../worker/journey.ts'
import { startWorker, type WorkerProcess } from '../../worker/spawn.ts'

const start = (context: Context, place: Place, run: string): WorkerProcess | undefined => {
  const { worker } = context.harness
  if (worker === undefined || place.address === undefined) return undefined
  const child = startWorker(worker, { address: place.address, job: 'migrate', run })
  context.after(() => child.kill())
  return child
}

const read = async (db: Database, table: string): Promise<readonly Row[] | undefined> => {
  try {
    return await db.all(sql`select * from ${sql.identifier(table)} order by id`)
  } catch (error) {
    if ((error as { code?: string }).code === 'no-table') return undefined
    throw error
  }
}

interface State {
  readonly journey: readonly Row[] | undefined
  readonly notes: readonly Row[] | undefined
}

const stateOf = async (db: Database): Promise<State> => ({
  journey: await read(db, 'journey'),
  notes: await read(db, 'journey_notes'),
})

/** What the database holds after each version, the empty one first. */
const statesOf = async (context: Context): Promise<ReadonlyMap<number, State>> => {
  const { db } = await context.fresh()
  const states = new Map([[0, await stateOf(db)]])
  for (const { version } of journey) {
    await db.migrate({ migrations: journey, to: version })
    states.set(version, await stateOf(db))
  }
  return states
}

/** Every complete migration is there, nothing of one that is a transaction, and of one in steps only whole batches. */
const isWhole = async (db: Database, states: ReadonlyMap<number, State>): Promise<string> => {
  const { applied } = await db.migrations({ migrations: journey }).status()
  const last = applied.findLast(({ outcome }) => outcome === 'applied')?.version ?? 0
  const started = applied.find(({ outcome }) => outcome === 'started')
  const state = await stateOf(db)
  if (started === undefined) {
    expect(state, `after version ${last}`).toStrictEqual(states.get(last))
    return `${last}`
  }
  expect(started.version).toBe(journey.find(({ version }) => version > last)?.version)
  const [before, after] = [states.get(last)!, states.get(started.version)!]
  const asBefore = new Set(before.journey!.map((row) => JSON.stringify(row)))
  const asAfter = new Set(after.journey!.map((row) => JSON.stringify(row)))
  const known = before.journey!.map((row) => row['id'])
  expect(state.journey!.map((row) => row['id'])).toStrictEqual(known)
  for (const row of state.journey!) {
    // A column that is being filled is there and empty.
    const { label, ...rest } = row
    const texts = [row, label === null ? rest : row].map((one) => JSON.stringify(one))
    expect(
      texts.some((one) => asBefore.has(one) || asAfter.has(one)),
      JSON.stringify(row),
    ).toBe(true)
  }
  return `${last}+`
}

const sweep = async (
  context: Context,
  stops: (statements: number) => readonly number[],
): Promise<void | 'not-run'> => {
  const states = await statesOf(context)
  const whole = await context.harness.fresh()
  context.after(() => whole.destroy())
  const child = start(context, whole, '0')
  if (child === undefined) return 'not-run'
  await child.ended
  const statements = Number(child.lines.find((line) => line.startsWith('statements'))?.split(' ')[1])
  expect(statements).toBeGreaterThan(20)
  const found: string[] = []
  for (const stop of stops(statements)) {
    const place = await context.harness.fresh()
    context.after(() => place.destroy())
    const killed = start(context, place, String(stop))!
    await killed.said(2)
    expect(killed.lines).toStrictEqual(['open', `stopped ${stop}`])
    await killed.kill()
    const db = await openAt(place)
    found.push(`${stop}: ${await isWhole(db, states)}`)
    await db.migrate({ migrations: journey })
    expect(await stateOf(db), `after a kill at statement ${stop}`).toStrictEqual(
      states.get(journey.at(-1)!.version),
    )
    expect(await db.migrate({ migrations: journey })).toMatchObject({ outcome: 'nothing' })
    await db.close()
  }
  context.note('crash', 'migrations', found)
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
    present: (context) =>
      sweep(context, (statements) =>
        Array.from({ length: 3 }, () => 1 + context.random.whole(statements - 1)),
      ),
    absent,
  }),
  rule({
    id: 'migrations.crash.sweep',
    title: 'apply() that is killed at any of its statements leaves old or new, never between',
    needs: ['sql', 'persistent'],
    tier: 'certification',
    timeout: 1_800_000,
    present: (context) =>
      sweep(context, (statements) => Array.from({ length: statements - 1 }, (_, index) => index + 1)),
    absent,
  }),
  rule({
    id: 'migrations.processes.once',
    title: 'apply() by eight processes that start at once runs each migration once',
    needs: ['sql', 'multiProcess'],
    timeout: 120_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      const history = db.migrations({ migrations: journey })
      const children = Array.from({ length: 8 }, () => start(context, place, '0')).flatMap(
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
