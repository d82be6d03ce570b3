import type {
  Captured,
  CaptureOptions,
  DeliverOptions,
  DeliverReport,
  Evidence,
  EvidenceItem,
  EvidenceReport,
  EvidenceStats,
  Upload,
} from '../contracts/evidence.ts'
import type { Json } from '../contracts/json.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import type { Page } from '../contracts/page.ts'
import type { Queue, QueueWorker } from '../contracts/queue.ts'
import { checkLimit } from '../door/duration.ts'
import { encodeId } from '../door/id.ts'
import { encodeJson } from '../door/json.ts'
import { checkOptions } from '../door/options.ts'
import { applySchema } from '../door/schema.ts'
import { checkSignal } from '../door/signal.ts'
import type { StoreCall } from '../door/store-call.ts'
import { hasCode, HoldfastError } from '../errors.ts'
import type { JobEnd } from '../queue/claimed-job.ts'
import { checkJob } from '../queue/new-job.ts'
import type { QueueParts } from '../queue/queue-parts.ts'
import { contentId } from './content-id.ts'
import { deliverOptions, workSettings } from './deliver-settings.ts'
import { evidenceItem, jobStatesOf } from './evidence-item.ts'
import type { EvidenceSettings } from './evidence-settings.ts'
import { quotaOf } from './quota.ts'
import { forEver } from './retry-schedule.ts'
import { uploading } from './uploading.ts'

/** A checked item, as it is stored. */
interface Prepared {
  readonly id: string
  readonly text: string
}

const mostAtOnce = 100_000

/** How many delivered items make room for what is captured when the disk is full. */
const dropped = 1_000

/** An outbox over a queue. `queue` is opened with `evidenceQueue(settings)`. */
export class StoredEvidence<P = Json, T = unknown> implements Evidence<P, T> {
  readonly #queue: Queue<P, T>
  readonly #parts: QueueParts
  readonly #settings: EvidenceSettings<P>
  readonly #store: string
  readonly #isDurable: boolean

  constructor(
    queue: Queue<P, T>,
    parts: QueueParts,
    settings: EvidenceSettings<P>,
    name: string,
    isDurable: boolean,
  ) {
    this.#queue = queue
    this.#parts = parts
    this.#settings = settings
    this.#store = `evidence(${JSON.stringify(name)})`
    this.#isDurable = isDurable
  }

  async capture(item: P, options?: CaptureOptions): Promise<Captured> {
    const [captured] = await this.#capture([item], 'capture an item in', options)
    return captured!
  }

  captureMany(items: readonly P[], options?: CaptureOptions): Promise<readonly Captured[]> {
    return this.#capture(items, 'capture items in', options)
  }

  async drain(upload: Upload<P, T>, options?: DeliverOptions): Promise<DeliverReport> {
    const call = this.#outside('deliver what waits in', options, deliverOptions)
    const { online, ...settings } = workSettings(upload, options, call)
    const report = { sent: 0, failed: 0, isOnline: true }
    const handler = uploading(upload, call.signal, (end) => {
      report[end === 'completed' ? 'sent' : 'failed'] += 1
      this.#hear(end)
    })
    const isReady = async (): Promise<boolean> => {
      call.signal?.throwIfAborted()
      report.isOnline = await online()
      return report.isOnline
    }
    await this.#queue.drain(handler, { ...settings, isReady })
    return { ...report, left: (await this.#parts.storage.backlog(call)).items }
  }

  work(
    upload: Upload<P, T>,
    options?: DeliverOptions & { readonly onError?: (error: unknown) => void },
  ): QueueWorker {
    const call = this.#outside('deliver what comes in', options, [...deliverOptions, 'onError'])
    const { online, ...settings } = workSettings(upload, options, call)
    const handler = uploading(upload, undefined, (end) => this.#hear(end))
    const onError = options?.onError
    const worker = this.#queue.work(handler, {
      ...settings,
      isReady: online,
      ...(onError === undefined ? {} : { onError }),
    })
    call.signal?.addEventListener('abort', () => void worker.stop(), { once: true })
    return worker
  }

  async hurry(options?: OperationOptions): Promise<number> {
    return this.#parts.storage.hurry(this.#call('hurry what waits in', options))
  }

  async get(id: string, options?: OperationOptions): Promise<EvidenceItem<P> | undefined> {
    this.#call('get an item of', options)
    const job = await this.#queue.get(id, options)
    return job === undefined ? undefined : evidenceItem(job)
  }

  async find(options?: Parameters<Evidence<P, T>['find']>[0]): Promise<Page<EvidenceItem<P>>> {
    const call = this.#call('find items of', options, ['state', 'limit', 'after'])
    const { state, ...rest } = options ?? {}
    const states = state === undefined ? {} : { state: jobStatesOf(state, call.action) }
    const page = await this.#queue.find({ ...rest, ...states })
    return { ...page, items: page.items.map(evidenceItem) }
  }

  async stats(options?: OperationOptions): Promise<EvidenceStats> {
    const call = this.#call('count the items of', options)
    const [{ counts }, { characters }] = await Promise.all([
      this.#queue.stats(options),
      this.#parts.storage.backlog(call),
    ])
    return {
      waiting: counts.available + counts.scheduled + counts.retryable,
      sending: counts.running,
      sent: counts.completed,
      characters,
    }
  }

  async verify(options?: OperationOptions): Promise<EvidenceReport> {
    const call = this.#call('verify the items of', options)
    const damaged: string[] = []
    let [checked, after]: [number, string | undefined] = [0, undefined]
    do {
      const rows = await this.#parts.storage.list(
        { states: undefined, reverse: false, limit: 1_000, after },
        call,
      )
      for (const { key, payload } of rows) if (!isWhole(key, payload)) damaged.push(key)
      checked += rows.length
      after = rows.at(-1)?.key
    } while (after !== undefined)
    return { checked, damaged }
  }

  prune(options?: OperationOptions): Promise<number> {
    this.#call('prune', options)
    return this.#queue.prune(options)
  }

  async #capture(
    items: readonly P[],
    what: string,
    options: CaptureOptions | undefined,
  ): Promise<readonly Captured[]> {
    const call = this.#call(what, options, ['meta'])
    if (!Array.isArray(items)) throw new TypeError(`Cannot ${call.action}: give an array of items`)
    if (items.length === 0) return []
    checkLimit(items.length, `${call.action} with its number of items`, mostAtOnce)
    const job = this.#job(options, call)
    const prepared = await Promise.all(items.map((item: P) => this.#prepare(item, call)))
    await this.#withinQuota(prepared, call)
    const rows = prepared.map(({ id, text }) => ({ ...job, key: encodeId(id, call.action), payload: text }))
    const results = await this.#withRoom(() => this.#parts.storage.enqueue(rows, call), call)
    return results.map(({ outcome }, index) => ({
      id: prepared[index]!.id,
      outcome: outcome === 'kept' ? 'kept' : 'captured',
    }))
  }

  /** Throws `overloaded` when there is no room for them. What is kept already needs none. */
  async #withinQuota(prepared: readonly Prepared[], call: StoreCall): Promise<void> {
    const { storage } = this.#parts
    const outbox = { backlog: () => storage.backlog(call), elapsed: () => storage.elapsed() }
    const take = (items: readonly Prepared[]): Promise<void> =>
      this.#quota.take(
        { items: items.length, characters: items.reduce((sum, { text }) => sum + text.length, 0) },
        this.#settings.quota,
        outbox,
        call.action,
      )
    try {
      await take(prepared)
    } catch (error) {
      if (!hasCode(error, 'overloaded')) throw error
      const kept = await Promise.all(
        prepared.map(async ({ id }) => storage.get(encodeId(id, call.action), call)),
      )
      const fresh = prepared.filter((_, index) => kept[index] === undefined)
      if (fresh.length === prepared.length) throw error
      if (fresh.length > 0) await take(fresh)
    }
  }

  /** Once more, when delivered items can make room on a full disk. */
  async #withRoom<R>(capture: () => Promise<R>, call: StoreCall): Promise<R> {
    try {
      return await capture()
    } catch (error) {
      const { storage } = this.#parts
      if (!this.#settings.dropsSent || storage.isTransaction || !hasCode(error, 'disk-full')) throw error
      // Nothing that was not delivered: such items have not ended.
      const gone = await storage.prune({ completed: 0, ended: this.#settings.keepSent }, dropped, call)
      if (gone === 0) throw error
      return capture()
    }
  }

  /** What the jobs of all items have alike. */
  #job({ meta }: CaptureOptions = {}, { action }: StoreCall): ReturnType<typeof checkJob> {
    const { valueBytes } = this.#parts
    const defaults = { maxAttempts: forEver, valueBytes, newId: () => '' }
    return { ...checkJob(meta === undefined ? {} : { meta }, defaults, action), isFresh: false }
  }

  async #prepare(item: P, { action }: StoreCall): Promise<Prepared> {
    const { schema } = this.#settings
    const checked = schema === undefined ? item : await applySchema(schema, item, action)
    const text = encodeJson(checked, this.#parts.valueBytes, action)
    return { id: contentId(text), text }
  }

  /** What was delivered has left room. */
  #hear(end: JobEnd): void {
    if (end === 'completed') this.#quota.forget()
  }

  get #quota() {
    return quotaOf(this.#parts.storage.database, this.#parts.storage.place)
  }

  #outside(what: string, options: OperationOptions | undefined, known: readonly string[]): StoreCall {
    const call = this.#call(what, options, known)
    if (!this.#parts.storage.isTransaction) return call
    throw new TypeError(
      `Cannot ${call.action} in a transaction: each delivery is a commit of its own; call it on the database`,
    )
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} ${this.#store}`
    checkOptions(options, [...known, 'signal'], action)
    if (this.#settings.needsDurability && !this.#isDurable)
      throw new HoldfastError(
        'unsupported',
        `Cannot ${action}: what this database acknowledges does not survive power loss; open it with full durability, or ask for durability: 'any'`,
      )
    return { action, signal: checkSignal(options?.signal, action) }
  }
}

const isWhole = (key: string, payload: string): boolean => {
  try {
    return contentId(payload) === key
  } catch {
    // What is no JSON any more is damaged, which is what is asked.
    return false
  }
}
