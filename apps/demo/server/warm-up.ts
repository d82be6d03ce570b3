import type { Database } from '@holdfast/core'
import type { Input } from '../scenarios/scenario.ts'
import { makeReady } from './make-ready.ts'
import type { Step } from './steps.ts'

const few = 16

/** A few of everything. */
const sample = (input: Input): Input => ({
  ...input,
  stores: input.stores.map((store) => ({ ...store, entries: store.entries.slice(0, few) })),
  tables: input.tables.map((table) => ({ ...table, rows: table.rows.slice(0, few) })),
})

/**
 * Runs every step on a few entries before it is timed: the backend that happens to come first would otherwise pay for
 * compiling the code that all of them share.
 */
export const warmUp = async (
  steps: readonly Step[],
  database: Database,
  input: Input,
  signal: AbortSignal,
): Promise<void> => {
  const little = sample(input)
  await makeReady(database, little)
  for (const step of steps) await step.run({ database, input: little, signal, tick: () => undefined })
}
