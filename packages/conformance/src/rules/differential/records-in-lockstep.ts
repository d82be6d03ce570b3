import { memory, open, type Database } from '@holdfast/core'
import { stringify } from 'fast-check'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { manualClock } from '../../manual-clock.ts'
import { randomRuns } from '../random-runs.ts'
import { looseRecords } from '../records/loose-records.ts'
import type { RecordWorld } from './record-history.ts'
import type { RecordOperation } from './record-operation.ts'
import { recordOperations } from './record-operations.ts'
import { recordTables, tableNames } from './record-tables.ts'
import { performOnRecords } from './record-world.ts'

const everything = { not: { or: [] } }

const clear = async ({ sessions, tables }: RecordWorld): Promise<void> => {
  for (const name of tableNames.toReversed()) {
    const records = looseRecords(sessions.system, tables[name])
    await records.deleteWhere(everything)
    if ('deletedAt' in tables[name]) await records.purge({ limit: 10_000 })
  }
}

const left = async ({ sessions, tables }: RecordWorld): Promise<unknown> =>
  Promise.all(tableNames.map((name) => looseRecords(sessions.system, tables[name]).list({ include: 'all' })))

const withoutVersions = (rows: unknown): unknown =>
  JSON.parse(
    JSON.stringify(rows, (name, value: unknown) =>
      name === 'version' ? undefined : typeof value === 'bigint' ? String(value) : value,
    ),
  )

/** What else is looked at. */
export interface Watch {
  readonly tracked?: { readonly changes: true }
  /** Behind each walk, which began at `start`. */
  compare?(here: RecordWorld, there: RecordWorld, start: number): Promise<void>
}

/**
 * Random operations on the tables of this backend and of the reference in lockstep; the first different answer is shrunk to the shortest one. A failure
 * prints the seed and the path that replay it.
 */
export const recordsInLockstep = async (
  context: Context,
  runs: number,
  milliseconds: number,
  { tracked, compare }: Watch = {},
): Promise<void> => {
  const { db, clock } = await context.timed()
  const tables = recordTables(context.name(), tracked)
  const list = tableNames.map((name) => tables[name])
  await context.tables(list, db)
  const [first, second] = [context.name(), context.name()]
  const worldOf = (on: Database, time: RecordWorld['clock']): RecordWorld => ({
    sessions: { 0: on.tenant(first), 1: on.tenant(second), system: on.system() },
    clock: time,
    tables,
    versions: new Map(),
  })
  const { seed } = context.suite
  const walk = async (steps: readonly RecordOperation[]): Promise<void> => {
    // What is recorded from now on belongs to this walk.
    clock.advance(1_000)
    const start = clock()
    const twin = manualClock(start)
    const reference = await open(memory(), { clock: twin })
    await reference.createTables(list)
    const [here, there] = [worldOf(db, clock), worldOf(reference, twin)]
    try {
      for (const step of steps) {
        const [real, expected] = [await performOnRecords(here, step), await performOnRecords(there, step)]
        expect(real, stringify(step)).toStrictEqual(expected)
      }
      expect(withoutVersions(await left(here))).toStrictEqual(withoutVersions(await left(there)))
      await compare?.(here, there, start)
    } finally {
      await clear(here)
      await reference.close()
    }
  }
  const done = await randomRuns(recordOperations, walk, { seed, runs, milliseconds })
  context.note('differential', tracked === undefined ? 'records' : 'changes', { seed, runs: done })
}
