import { type Database, type Json, type Key, sql } from '@holdfast/core'
import type { Input } from '../scenarios/scenario.ts'

export interface StepRun {
  readonly database: Database
  readonly input: Input
  readonly signal: AbortSignal
  /** Reports operations done so far. */
  readonly tick: (done: number, total: number) => void
}

/** Something to time: the same code for every backend. */
export interface Step {
  readonly id: string
  readonly title: string
  readonly detail: string
  /** What it counts. */
  readonly unit: 'entries' | 'rows' | 'reads' | 'lists' | 'queries'
  /** Absent where the backend speaks no SQL. */
  readonly needsSql: boolean
  /** How often it runs; the median time counts. What writes runs once, for a second time would not be the same. */
  readonly rounds: number
  /** Resolves with the number of operations. */
  run(run: StepRun): Promise<number>
}

const callers = 64
const chunk = 256
/** The first ones still pay for compiling. */
const rounds = 7

type Named = readonly [store: string, key: Key, value: Json]

const named = (input: Input): Named[] =>
  input.stores.flatMap(({ name, entries }) => entries.map(([key, value]): Named => [name, key, value]))

/** As many callers as that at once, each awaiting its own call before it makes the next. */
const together = async (
  { signal, tick }: StepRun,
  total: number,
  call: (index: number) => Promise<unknown>,
): Promise<number> => {
  let next = 0
  let done = 0
  const caller = async (): Promise<void> => {
    while (next < total) {
      signal.throwIfAborted()
      await call(next++)
      tick(++done, total)
    }
  }
  // Every caller ends before the step does: after a failure none may still be writing.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(callers, total) }, caller))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return total
}

const setAlone = async ({ database, input, signal, tick }: StepRun): Promise<number> => {
  const entries = named(input).slice(0, 100)
  for (const [index, [store, key, value]] of entries.entries()) {
    signal.throwIfAborted()
    await database.keyValue(store).set(key, value)
    tick(index + 1, entries.length)
  }
  return entries.length
}

const setTogether = (run: StepRun): Promise<number> => {
  const entries = named(run.input)
  return together(run, entries.length, (index) => {
    const [store, key, value] = entries[index]!
    return run.database.keyValue(store).set(key, value)
  })
}

const setMany = async ({ database, input, signal, tick }: StepRun): Promise<number> => {
  const total = named(input).length
  let done = 0
  for (const { name, entries } of input.stores) {
    for (let start = 0; start < entries.length; start += chunk) {
      signal.throwIfAborted()
      const part = entries.slice(start, start + chunk)
      await database.keyValue(name).setMany(part)
      tick((done += part.length), total)
    }
  }
  return total
}

const bulkInsert = async ({ database, input, signal, tick }: StepRun): Promise<number> => {
  const total = input.tables.reduce((sum, { rows }) => sum + rows.length, 0)
  let done = 0
  for (const { name, rows } of input.tables) {
    if (rows.length > 0) await database.bulkInsert(name, rows, { signal })
    tick((done += rows.length), total)
  }
  return total
}

const list = async ({ database, input, signal, tick }: StepRun): Promise<number> => {
  const times = 10
  for (let time = 1; time <= times; time++) {
    signal.throwIfAborted()
    for await (const entry of database.keyValue(input.stores[0]!.name).list({ limit: 100 })) void entry
    tick(time, times)
  }
  return times
}

const getTogether = (run: StepRun): Promise<number> => {
  const entries = named(run.input)
  return together(run, 1_000, async (index) => {
    const [store, key] = entries[index % entries.length]!
    const value = await run.database.keyValue(store).get(key)
    if (value === undefined) throw new Error('An entry that was acknowledged is missing.')
  })
}

const query = async ({ database, input, signal, tick }: StepRun): Promise<number> => {
  const times = 10
  for (let time = 1; time <= times; time++) {
    await database.all(sql.raw(input.examples[0].text), { signal })
    tick(time, times)
  }
  return times
}

export const steps: readonly Step[] = [
  {
    id: 'set-alone',
    title: 'Writes, one after another',
    detail: 'keyValue.set(), each awaited before the next: every entry pays for its own commit.',
    unit: 'entries',
    needsSql: false,
    rounds: 1,
    run: setAlone,
  },
  {
    id: 'set-together',
    title: 'Writes, 64 callers at once',
    detail: 'The same keyValue.set(). Callers that meet share a commit, and each still gets its own answer.',
    unit: 'entries',
    needsSql: false,
    rounds: 1,
    run: setTogether,
  },
  {
    id: 'set-many',
    title: 'Writes, handed over together',
    detail: 'keyValue.setMany() in chunks of 256, each all or nothing.',
    unit: 'entries',
    needsSql: false,
    rounds: 1,
    run: setMany,
  },
  {
    id: 'bulk-insert',
    title: 'Rows in bulk',
    detail: 'bulkInsert() into the tables, the fastest way each engine has.',
    unit: 'rows',
    needsSql: true,
    rounds: 1,
    run: bulkInsert,
  },
  {
    id: 'get',
    title: '1 000 reads, 64 callers at once',
    detail: 'keyValue.get() of a known key. Reads are the median of seven rounds.',
    unit: 'reads',
    needsSql: false,
    rounds,
    run: getTogether,
  },
  {
    id: 'list',
    title: 'Lists of 100 entries',
    detail: 'keyValue.list({ limit: 100 }) in key order, ten times.',
    unit: 'lists',
    needsSql: false,
    rounds,
    run: list,
  },
  {
    id: 'query',
    title: 'One SQL statement',
    detail: 'The first example of the input: group, count and sort; ten times.',
    unit: 'queries',
    needsSql: true,
    rounds,
    run: query,
  },
]
