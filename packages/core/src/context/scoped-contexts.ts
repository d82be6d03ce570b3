import type { CleanUpOptions, Context, Contexts, ContextScope } from '../contracts/context.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import { checkAge, checkLimit, checkMilliseconds } from '../door/duration.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import { isLongerThan } from '../door/text.ts'
import { HoldfastError } from '../errors.ts'
import { ScopedContext, type ContextParts } from './scoped-context.ts'

const idBytes = 200
const batch = 1_000

/** One kind of scope over rows by key. */
export class ScopedContexts implements Contexts {
  readonly #parts: ContextParts
  readonly #isTransaction: boolean

  constructor(parts: ContextParts, isTransaction: boolean) {
    this.#parts = parts
    this.#isTransaction = isTransaction
  }

  scope(id: string): Context {
    const action = `open a scope of ${this.#parts.store}`
    if (typeof id !== 'string') throw new TypeError(`Cannot ${action}: the id must be a string`)
    if (isLongerThan(id, idBytes))
      throw new HoldfastError('too-large', `Cannot ${action}: the id is longer than ${idBytes} bytes`)
    encodeKey(id, action)
    return new ScopedContext(this.#parts, id)
  }

  async list(
    options?: OperationOptions & { readonly after?: string; readonly limit?: number },
  ): Promise<ContextScope[]> {
    const action = `list the scopes of ${this.#parts.store}`
    checkOptions(options, ['after', 'limit', 'signal'], action)
    const limit = checkLimit(options?.limit ?? 100, action, 1_000)
    const after = options?.after === undefined ? undefined : encodeKey(options.after, action)
    const call = { action, signal: checkSignal(options?.signal, action) }
    const rows = await this.#parts.rows.heads('member', { after, limit }, call)
    return rows.map(({ values, createdAt, updatedAt }) => ({
      id: values.scope,
      createdAt,
      touchedAt: updatedAt,
    }))
  }

  async cleanUp(options: CleanUpOptions): Promise<number> {
    const action = `clean up the scopes of ${this.#parts.store}`
    checkOptions(options, ['untouchedFor', 'limit', 'budget'], action)
    const age = checkAge(options?.untouchedFor, `${action} that were not touched for`)
    const { limit, budget } = options
    let left = limit === undefined ? Infinity : checkLimit(limit, action, Number.MAX_SAFE_INTEGER)
    const time = budget === undefined ? Infinity : checkMilliseconds(budget, `${action} within a budget`)
    const deadline = performance.now() + time
    const call = { action, signal: undefined }
    let ended = 0
    for (;;) {
      const most = Math.min(batch, left)
      const count = await this.#parts.rows.removeGroups('scope', 'member', age, most, call)
      ended += count
      left -= count
      if (count < most || left === 0 || this.#isTransaction || performance.now() >= deadline) return ended
    }
  }
}
