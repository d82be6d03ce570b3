import { HoldfastError } from '../errors.ts'
import type { Bound } from './statement.ts'

type Chunk = readonly (readonly Bound[])[]

/** The chunks of a bulk load on their way from the caller to the driver, which can be cut off in between. */
export class BulkSource {
  /** What the caller's own rows threw: not for the driver to judge. */
  failure: { readonly error: unknown } | undefined
  readonly #source: AsyncIterator<Chunk>
  readonly #stopped: Promise<never>
  #stop!: () => void

  constructor(chunks: AsyncIterable<Chunk>, action: string) {
    this.#source = chunks[Symbol.asyncIterator]()
    this.#stopped = new Promise((_, reject) => {
      this.#stop = () => reject(new HoldfastError('closed', `Cannot ${action}: the transaction has ended`))
    })
    // Nobody waits for it between two chunks.
    this.#stopped.catch(() => undefined)
  }

  /** No further chunk is handed out, also when the source never gives its next. */
  stop(): void {
    this.#stop()
  }

  async *chunks(): AsyncGenerator<Chunk> {
    try {
      for (;;) {
        const next = await Promise.race([this.#stopped, this.#source.next()])
        if (next.done === true) return
        yield next.value
      }
    } catch (error) {
      this.failure = { error }
      throw error
    } finally {
      // A source that hangs would hold up whoever waits for its end.
      void Promise.resolve(this.#source.return?.()).catch(() => undefined)
    }
  }
}
