import type { Survivor } from '../../contracts/rehearsal.ts'
import type { Ask } from '../../database/ask.ts'
import type { SurvivorForm } from '../../database/effect-form.ts'
import { HoldfastError } from '../../errors.ts'

type Rows = Awaited<ReturnType<Ask>>

/** Finds what a transaction has changed that was rolled back: looked for before it, inside, and behind it. */
export class SurvivorWatch {
  readonly #form: SurvivorForm
  readonly #before: Rows
  #touched: Set<string> | undefined = new Set()

  private constructor(form: SurvivorForm, before: Rows) {
    this.#form = form
    this.#before = before
  }

  static async begin(ask: Ask, form: SurvivorForm): Promise<SurvivorWatch> {
    return new SurvivorWatch(form, await ask(form.standing))
  }

  /** Notes what the transaction has touched. One that has failed cannot be asked: then all that changed meanwhile is told, whoever did it. */
  async touch(ask: Ask): Promise<void> {
    try {
      for (const [id] of await ask(this.#form.touched)) this.#touched?.add(String(id))
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      this.#touched = undefined
    }
  }

  /** What is not as it was. What the transaction made itself is gone, and what it shortened is not told. */
  async end(ask: Ask): Promise<readonly Survivor[]> {
    const now = new Map((await ask(this.#form.standing)).map(([id, , , value]) => [String(id), value]))
    return this.#before.flatMap(([id, what, name, value]) => {
      const key = String(id)
      if (this.#touched?.has(key) === false || !now.has(key)) return []
      const survivor = { what, name, before: value, after: now.get(key) ?? null } as Survivor
      return isSurvivor(survivor) ? [survivor] : []
    })
  }
}

const isSurvivor = ({ what, before, after }: Survivor): boolean =>
  what === 'sequence' ? before !== after : Number(after) > Number(before)
