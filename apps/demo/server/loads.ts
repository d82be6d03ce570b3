import { randomUUID } from 'node:crypto'
import type { Input } from '../scenarios/scenario.ts'
import type { ComparisonAnswer, LoadEvent, Measurement } from './answers.ts'
import type { Backends } from './backends.ts'
import { EventLog } from './event-log.ts'
import { load } from './load.ts'
import { problemOf, Refusal } from './problem.ts'

interface Running {
  readonly id: string
  readonly events: EventLog<LoadEvent>
  readonly abort: AbortController
}

/** Loads, one at a time and one backend after another: they would take time from each other and measure that. */
export class Loads {
  readonly #backends: Backends
  readonly #comparisons = new Map<string, Map<string, readonly Measurement[]>>()
  #latest: Running | undefined
  #done: Promise<void> = Promise.resolve()

  constructor(backends: Backends) {
    this.#backends = backends
  }

  /** Begins a load and answers with its id. Throws `busy` while another one runs. */
  start(scenario: string, input: Input, ids: readonly string[]): string {
    if (this.#latest?.events.ended === false) throw new Refusal(409, 'busy', 'Another load is running.')
    for (const id of ids) this.#backends.opened(id)
    const running = { id: randomUUID(), events: new EventLog<LoadEvent>(), abort: new AbortController() }
    this.#latest = running
    this.#done = this.#run(scenario, input, ids, running)
    return running.id
  }

  async #run(
    scenario: string,
    input: Input,
    ids: readonly string[],
    { events, abort }: Running,
  ): Promise<void> {
    for (const id of ids) {
      if (abort.signal.aborted) break
      events.add({ type: 'backend', backend: id })
      try {
        const { database } = this.#backends.opened(id)
        const measured = await load(id, database, input, abort.signal, (event) => events.add(event))
        const comparison = this.#comparisons.get(scenario) ?? new Map<string, readonly Measurement[]>()
        this.#comparisons.set(scenario, comparison.set(id, measured))
      } catch (error) {
        if (abort.signal.aborted) break
        const problem = problemOf(error)
        console.error(`Loading ${scenario} into ${id} failed:`, error)
        events.add({ type: 'failed', backend: id, problem })
      }
    }
    events.add({ type: 'end', cancelled: abort.signal.aborted })
    events.end()
  }

  events(id: string | undefined): EventLog<LoadEvent> {
    return this.#find(id).events
  }

  cancel(id: string | undefined): void {
    this.#find(id).abort.abort()
  }

  #find(id: string | undefined): Running {
    if (id === undefined || this.#latest?.id !== id)
      throw new Refusal(404, 'not-found', 'There is no such load.')
    return this.#latest
  }

  /** The latest times of every backend, for each input that was loaded. */
  comparisons(): ComparisonAnswer[] {
    return [...this.#comparisons].map(([scenario, measured]) => ({
      scenario,
      measurements: [...measured.values()].flat(),
    }))
  }

  async close(): Promise<void> {
    this.#latest?.abort.abort()
    await this.#done
  }
}
