import { statement, type Statement } from '../../database/statement.ts'
import type { Attributes } from '../../database/trace.ts'
import { hasCode } from '../../errors.ts'
import type { Together, Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { FailedStep } from './failed-step.ts'

/** So many statements, or about so many characters of them, go out together: a signal and a bound of time are looked at in between. */
const most = 32
const longest = 100_000

/** Steps that are a statement each, of migrations that share a transaction. They are sent without waiting for each answer. */
export class Flight {
  #steps: { readonly of: number; readonly unit: Together; readonly send: Statement }[] = []
  #length = 0
  #start = 0

  get isFull(): boolean {
    return this.#steps.length >= most || this.#length >= longest
  }

  /** Takes in the steps of the migration at this place, when nothing but their texts has to be sent. `about`: what a trace tells of each. */
  admit(of: number, units: readonly Unit[], about: Attributes): boolean {
    if (!units.every(isSent)) return false
    if (this.#steps.length === 0) this.#start = performance.now()
    for (const unit of units) {
      for (const text of unit.texts) {
        this.#steps.push({ of, unit, send: { ...statement(text), about } })
        this.#length += text.length
      }
    }
    return true
  }

  /** Sends them. Tells the first that failed, or how long each took on average, in milliseconds. */
  async land({ pipeline }: Pick<Work, 'pipeline'>): Promise<Landing> {
    const steps = this.#steps
    this.#steps = []
    this.#length = 0
    if (steps.length === 0) return { each: 0 }
    const answers = await pipeline(steps.map(({ send }) => send))
    for (const [index, { of, unit }] of steps.entries()) {
      const answer = answers[index]!
      if (answer.ok) continue
      const { error } = answer
      return { failed: { of, error: hasCode(error, 'conflict') ? error : new FailedStep(unit, error) } }
    }
    return { each: (performance.now() - this.#start) / steps.length }
  }
}

const isSent = (unit: Unit): unit is Together & Required<Pick<Together, 'texts'>> =>
  unit.form === 'together' && unit.texts !== undefined

export type Landing =
  | { readonly each: number; readonly failed?: undefined }
  | { readonly failed: { readonly of: number; readonly error: unknown }; readonly each?: undefined }
