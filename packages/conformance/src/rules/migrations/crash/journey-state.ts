import { sql, type Database, type Migration, type Row, type SchemaModel } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../../context.ts'
import { journeyOf } from '../../../worker/journey.ts'

/** All that a database holds of the journey. */
export interface State {
  readonly journey: readonly Row[]
  readonly notes: readonly Row[]
  readonly schema: SchemaModel
}

const read = async (db: Database, table: string): Promise<readonly Row[]> => {
  try {
    return await db.all(sql`select * from ${sql.identifier(table)} order by id`)
  } catch (error) {
    if ((error as { code?: string }).code === 'no-table') return []
    throw error
  }
}

export const stateOf = async (db: Database): Promise<State> => ({
  journey: await read(db, 'journey'),
  notes: await read(db, 'journey_notes'),
  schema: await db.migrations({ migrations: [] }).schema(),
})

/** What the database holds after each version, the empty one first. */
export const statesOf = async (context: Context, rows: number): Promise<ReadonlyMap<number, State>> => {
  const { db } = await context.fresh()
  const migrations = journeyOf(rows)
  const states = new Map([[0, await stateOf(db)]])
  for (const { version } of migrations) {
    await db.migrate({ migrations, to: version })
    states.set(version, await stateOf(db))
  }
  return states
}

/** Every complete migration is there, nothing of one that is a transaction, and of one in steps only whole rows of before or after. */
export const isWhole = async (
  db: Database,
  migrations: readonly Migration[],
  states: ReadonlyMap<number, State>,
): Promise<string> => {
  const { applied } = await db.migrations({ migrations }).status()
  const last = applied.findLast(({ outcome }) => outcome === 'applied')?.version ?? 0
  const started = applied.find(({ outcome }) => outcome === 'started')
  const state = await stateOf(db)
  if (started === undefined) {
    expect(state, `after version ${last}`).toStrictEqual(states.get(last))
    return `${last}`
  }
  expect(started.version).toBe(migrations.find(({ version }) => version > last)?.version)
  const [before, after] = [states.get(last)!, states.get(started.version)!]
  expectEither(state.journey, before.journey, after.journey)
  expectEither(state.notes, before.notes, after.notes)
  return `${last}+`
}

const expectEither = (rows: readonly Row[], before: readonly Row[], after: readonly Row[]): void => {
  expect(rows.map((row) => row['id'])).toStrictEqual(before.map((row) => row['id']))
  const known = new Set([...before, ...after].map((row) => JSON.stringify(row)))
  for (const row of rows) {
    // A column that is being filled is there and empty.
    const { label, ...rest } = row
    const texts = [row, label === null ? rest : row].map((one) => JSON.stringify(one))
    expect(
      texts.some((text) => known.has(text)),
      JSON.stringify(row),
    ).toBe(true)
  }
}
