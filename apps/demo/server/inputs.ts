import { type Input, InputMissing, type Scenario } from '../scenarios/scenario.ts'
import type { ScenarioAnswer } from './answers.ts'
import { problemOf, Refusal } from './problem.ts'

/** The inputs a visitor may load, read again each time: the repository may have changed. */
export class Inputs {
  readonly #scenarios: readonly Scenario[]
  readonly #root: string

  constructor(scenarios: readonly Scenario[], root: string) {
    this.#scenarios = scenarios
    this.#root = root
  }

  async read(id: unknown): Promise<Input> {
    const scenario = this.#scenarios.find((candidate) => candidate.id === id)
    if (scenario === undefined) throw new Refusal(404, 'not-found', 'There is no input of this name here.')
    return scenario.read(this.#root)
  }

  answer(): Promise<ScenarioAnswer[]> {
    return Promise.all(this.#scenarios.map((scenario) => this.#describe(scenario)))
  }

  async #describe({ id, title }: Scenario): Promise<ScenarioAnswer> {
    try {
      const { summary, stores, tables, examples } = await this.read(id)
      return {
        id,
        title,
        available: true,
        summary,
        stores: stores.map(({ name, entries }) => ({ name, entries: entries.length })),
        tables: tables.map(({ name, columns }) => ({ name, columns: Object.keys(columns) })),
        examples,
      }
    } catch (error) {
      if (!(error instanceof InputMissing)) throw error
      return { id, title, available: false, problem: problemOf(error) }
    }
  }
}
