import { currentAttribution } from '../attribution/attribution.ts'
import type {
  Audit,
  AuditEntry,
  AuditEvent,
  AuditFilter,
  AuditOptions,
  AuditPageQuery,
  ChainLink,
  ChainReport,
  Logged,
  TailOptions,
} from '../contracts/audit.ts'
import type { Milliseconds } from '../contracts/environment.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import type { Page } from '../contracts/page.ts'
import { checkEvent } from '../door/audit-event.ts'
import { nextOrderedId } from '../door/ordered-ids.ts'
import { checkAuditQuery } from '../door/audit-query.ts'
import { checkLimit, checkMilliseconds, checkWhole } from '../door/duration.ts'
import { endable } from '../door/endable.ts'
import { checkOptions } from '../door/options.ts'
import { pageCursors } from '../door/page-calls.ts'
import { checkSignal } from '../door/signal.ts'
import type { StoreCall } from '../door/store-call.ts'
import { wrongKind, type AuditDraft, type AuditRow, type AuditStorage } from './audit-storage.ts'
import { entryOf, loggedOf } from './entry-of.ts'
import { checkPosition } from './position.ts'
import { tailEntries } from './tail-entries.ts'
import { headOf, verifyChain } from './verify-chain.ts'

/** What a trail needs beside its storage. */
export interface AuditParts {
  readonly storage: AuditStorage
  readonly valueBytes: number
  readonly cursorSecret: string | undefined
}

const most = 10_000
const hash = /^[\da-f]{64}$/

/** The contract over whatever keeps the entries. */
export class StoredAudit implements Audit {
  readonly #parts: AuditParts
  readonly #storage: AuditStorage
  readonly #store: string
  readonly #isChain: boolean

  constructor(parts: AuditParts, options: AuditOptions | undefined) {
    this.#parts = parts
    this.#storage = parts.storage
    this.#store = `audit(${JSON.stringify(parts.storage.name)})`
    const action = `open ${this.#store}`
    checkOptions(options, ['chain'], action)
    const chain: unknown = options?.chain ?? false
    if (typeof chain !== 'boolean') throw new TypeError(`Cannot ${action}: chain must be a boolean`)
    this.#isChain = chain
  }

  async log(event: AuditEvent, options?: OperationOptions): Promise<Logged> {
    const call = this.#call('log in', options)
    const [logged] = await this.#storage.append([this.#draft(event, call.action)], this.#isChain, call)
    return loggedOf(logged!)
  }

  add(event: AuditEvent): string {
    const call = this.#call('add to', undefined)
    if (!this.#storage.isTransaction)
      throw new TypeError(
        `Cannot ${call.action} outside a transaction: nobody would hear of a failure; log it`,
      )
    const draft = this.#draft(event, call.action)
    this.#storage.add(draft, this.#isChain, call)
    return draft.id
  }

  async logMany(events: readonly AuditEvent[], options?: OperationOptions): Promise<readonly Logged[]> {
    const call = this.#call('log in', options)
    if (!Array.isArray(events)) throw new TypeError(`Cannot ${call.action}: the events must be an array`)
    if (events.length > most) throw new RangeError(`Cannot ${call.action}: at most ${most} events at once`)
    const drafts = Array.from(events, (event: AuditEvent) => this.#draft(event, call.action))
    if (drafts.length === 0) return []
    return (await this.#storage.append(drafts, this.#isChain, call)).map(loggedOf)
  }

  async find(filter?: AuditFilter, page?: AuditPageQuery): Promise<Page<AuditEntry>> {
    const action = `find entries of ${this.#store}`
    const { ns, name } = this.#storage
    const use = { ns, name, secret: this.#parts.cursorSecret }
    const query = checkAuditQuery(use, filter, page, action)
    const found = await this.#storage.page(query, { action, signal: checkSignal(page?.signal, action) })
    const isCut = found.length > query.limit
    // Read backward, the one too many lies before the page.
    const rows =
      query.direction === 'forward' || !isCut ? found.slice(0, query.limit) : found.slice(-query.limit)
    const [first, last] = [rows[0], rows.at(-1)]
    const ends =
      first === undefined || last === undefined ? undefined : { first: placeOf(first), last: placeOf(last) }
    return { items: rows.map(entryOf), ...pageCursors(query, ends, isCut) }
  }

  tail(options?: TailOptions): AsyncIterable<AuditEntry> {
    const action = `follow ${this.#store}`
    checkOptions(options, ['after', 'interval', 'signal'], action)
    if (this.#storage.isTransaction)
      throw new TypeError(`Cannot ${action} inside a transaction: follow it on the database`)
    const tailing = {
      action,
      after: checkPosition(options?.after, action),
      interval: checkMilliseconds(options?.interval ?? 1_000, `${action} with interval`),
    }
    return endable(checkSignal(options?.signal, action), (signal) =>
      tailEntries(this.#storage, { ...tailing, signal }),
    )
  }

  async verify(options?: OperationOptions & { readonly expect?: ChainLink }): Promise<ChainReport> {
    const call = this.#chainCall('verify', options, ['expect'])
    return verifyChain(this.#storage, checkLink(options?.expect, call.action), call)
  }

  async head(options?: OperationOptions): Promise<ChainLink | undefined> {
    const call = this.#chainCall('read the head of', options)
    const trail = await this.#storage.trail(call)
    if (trail?.isChain === false) throw wrongKind(call.action, true)
    return headOf(trail)
  }

  async prune(
    options: OperationOptions & { readonly olderThan: Milliseconds; readonly limit?: number },
  ): Promise<number> {
    const call = this.#call('prune', options, ['olderThan', 'limit'])
    const { action } = call
    // Years of them, unlike a wait.
    const olderThan = checkWhole(
      options?.olderThan,
      'age',
      0,
      Number.MAX_SAFE_INTEGER,
      `${action} of what is older`,
    )
    const limit = checkLimit(options.limit ?? 1_000, action, most)
    return this.#storage.prune(olderThan, limit, this.#isChain, call)
  }

  /** Now: what surrounds the caller is not what surrounds a flight. */
  #draft(event: AuditEvent, action: string): AuditDraft {
    const checked = checkEvent(event, this.#parts.valueBytes, action)
    const { actor, reason, requestId, ip } = { ...currentAttribution(), ...checked.attribution }
    const { database } = this.#storage
    return {
      id: nextOrderedId(database, this.#storage.time(), (bytes) => this.#storage.random(bytes)),
      action: checked.action,
      severity: checked.severity ?? null,
      entityType: checked.entity?.[0] ?? null,
      entityId: checked.entity?.[1] ?? null,
      details: checked.details ?? null,
      actor: actor ?? null,
      reason: reason ?? null,
      requestId: requestId ?? null,
      ip: ip ?? null,
    }
  }

  #chainCall(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const call = this.#call(what, options, known)
    if (!this.#isChain)
      throw new TypeError(`Cannot ${call.action}: it is not a chain; open it with { chain: true }`)
    return call
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} ${this.#store}`
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}

/** The values of a row that a cursor holds. */
const placeOf = ({ at, position }: AuditRow): readonly [Date, string] => [new Date(at), position]

const checkLink = (link: ChainLink | undefined, action: string): ChainLink | undefined => {
  if (link === undefined) return undefined
  if (typeof link !== 'object' || link === null)
    throw new TypeError(`Cannot ${action}: expect must be a link, as { number, hash }`)
  checkOptions(link, ['number', 'hash'], action)
  const { number } = link
  checkWhole(number, 'number of the expected link', 1, Number.MAX_SAFE_INTEGER, action)
  if (typeof link.hash !== 'string' || !hash.test(link.hash))
    throw new TypeError(`Cannot ${action}: the hash of the expected link must be 64 hexadecimal digits`)
  return { number, hash: link.hash }
}
