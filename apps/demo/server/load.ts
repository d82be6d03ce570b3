import type { Database } from '@holdfast/core'
import type { Input } from '../scenarios/scenario.ts'
import type { LoadEvent, Measurement } from './answers.ts'
import { makeReady } from './make-ready.ts'
import { steps } from './steps.ts'
import { warmUp } from './warm-up.ts'

/** How often a step reports. The page cannot show more, and the reports would cost time that is being measured. */
const reportEvery = 40

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0

/** Loads `input` into one database, step by step, and times each. Throws what the database throws. */
export const load = async (
  backend: string,
  database: Database,
  input: Input,
  signal: AbortSignal,
  emit: (event: LoadEvent) => void,
): Promise<Measurement[]> => {
  const chosen = steps.filter((step) => database.capabilities.sql || !step.needsSql)
  await warmUp(chosen, database, input, signal)
  const started = performance.now()
  const measurements: Measurement[] = []
  await makeReady(database, input)
  for (const [index, step] of chosen.entries()) {
    const { id, title } = step
    signal.throwIfAborted()
    let reported = 0
    const report = (done: number, total: number): void => {
      const now = performance.now()
      if (done < total && now - reported < reportEvery) return
      reported = now
      emit({ type: 'progress', backend, step: index + 1, steps: chosen.length, title, done, total })
    }
    report(0, 1)
    const times: number[] = []
    let operations = 0
    for (let round = 0; round < step.rounds; round++) {
      const begin = performance.now()
      const tick = (done: number, total: number): void => report(round * total + done, step.rounds * total)
      operations = await step.run({ database, input, signal, tick })
      times.push(performance.now() - begin)
    }
    const measurement = { backend, step: id, operations, milliseconds: median(times) }
    measurements.push(measurement)
    emit({ type: 'measurement', ...measurement })
  }
  emit({ type: 'loaded', backend, milliseconds: performance.now() - started })
  return measurements
}
