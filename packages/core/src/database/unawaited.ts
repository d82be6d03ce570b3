import type { Statement } from './statement.ts'

/** A statement that nobody waits for: it goes with the next one of its transaction, or with the commit. */
export interface Rider {
  readonly statement: Statement
  /** What it is for, in words for an error message. */
  readonly action: string
  /** What the transaction throws at its end when the engine refused the statement; `failure` is what the engine said. */
  refusal(failure: Error): Error
}

/** A statement that goes before another one: what opens the transaction, or a rider. */
export interface Leading {
  readonly statement: Statement
  readonly rider?: Rider
}

/** What is sent of them. */
export const statementsIn = (leading: readonly Leading[]): readonly Statement[] =>
  leading.map(({ statement }) => statement)

/** What one scope of a transaction was asked to do and nobody waits for. */
export class Unawaited {
  #riders: Rider[] = []
  readonly #held: Promise<void>[] = []

  get hasRiders(): boolean {
    return this.#riders.length > 0
  }

  get isHeld(): boolean {
    return this.#held.length > 0
  }

  ride(rider: Rider): void {
    this.#riders.push(rider)
  }

  /** Those that wait, in their order; they must be sent now. */
  take(): readonly Leading[] {
    if (this.#riders.length === 0) return []
    const riders = this.#riders
    this.#riders = []
    return riders.map((rider) => ({ statement: rider.statement, rider }))
  }

  /** Takes over the riders of a nested scope: they go with whatever ends it. */
  adopt(nested: Unawaited): void {
    this.#riders.push(...nested.#riders.splice(0))
  }

  hold(work: Promise<unknown>, failed: (error: unknown) => void): void {
    this.#held.push(work.then(() => undefined, failed))
  }

  /** Waits for the work that is held. */
  async settle(): Promise<void> {
    for (let work = this.#held.shift(); work !== undefined; work = this.#held.shift()) await work
  }
}
