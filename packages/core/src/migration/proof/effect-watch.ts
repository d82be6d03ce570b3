import type { Effects, TakenLock } from '../../contracts/rehearsal.ts'
import type { Ask } from '../../database/ask.ts'
import type { EffectForm } from '../../database/effect-form.ts'
import { look } from './watch-effects.ts'

type Answers = Awaited<ReturnType<typeof look>>

const strength: { readonly [B in TakenLock['blocks']]: number } = { definitions: 0, writes: 1, reads: 2 }

/**
 * Gathers what the units of one migration do to tables, each between two looks: a table that is made anew twice may be where it was, and what
 * stands alone takes another lock than where it is tried.
 */
export class EffectWatch {
  readonly #form: EffectForm
  readonly #first: Answers
  readonly #rewritten = new Set<string>()
  readonly #rebuilt = new Set<string>()
  readonly #locks = new Map<string, TakenLock>()

  private constructor(form: EffectForm, first: Answers) {
    this.#form = form
    this.#first = first
  }

  static async begin(ask: Ask, form: EffectForm | undefined): Promise<EffectWatch | undefined> {
    return form === undefined ? undefined : new EffectWatch(form, await look(ask, form))
  }

  /** Runs a unit, inside of a transaction. `alone`: elsewhere it runs outside of one. */
  async during<R>(ask: Ask, body: () => Promise<R>, alone = false): Promise<R> {
    const before = await look(ask, this.#form)
    const result = await body()
    const { rewritten, rebuilt, locks } = this.#form.compare(before, await look(ask, this.#form))
    for (const table of rewritten) this.#rewritten.add(table)
    for (const index of rebuilt) this.#rebuilt.add(index)
    for (const lock of locks) this.#take(alone ? { ...lock, ...this.#form.alone } : lock)
    return result
  }

  /** What was done to what was there at the beginning. Of `named`, what an earlier one holds already is told too: by itself it would have taken it. */
  effects(named: readonly string[], rewritten: readonly string[] = []): Effects {
    const known = new Set(this.#first[0]?.map(([, name]) => String(name)))
    const there = (names: Iterable<string>): readonly string[] =>
      [...new Set(names)].filter((name) => known.has(name)).toSorted()
    for (const lock of this.#form.held?.(this.#first) ?? [])
      if (lock.table !== undefined && named.includes(lock.table)) this.#take(lock)
    const locks = [...this.#locks].filter(([table]) => known.has(table))
    return {
      rewritten: there([...this.#rewritten, ...rewritten]),
      rebuilt: there(this.#rebuilt),
      locks: [
        ...locks.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, lock]) => lock),
        ...(this.#form.database === undefined ? [] : [this.#form.database]),
      ],
    }
  }

  #take(lock: TakenLock): void {
    const { table = '', blocks } = lock
    const known = this.#locks.get(table)
    if (known === undefined || strength[known.blocks] < strength[blocks]) this.#locks.set(table, lock)
  }
}
