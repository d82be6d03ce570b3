import type { Attribution } from './attribution.ts'
import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { Page } from './page.ts'

/** How much an entry matters, in rising order. */
export type Severity = 'info' | 'notice' | 'warning' | 'critical'

export interface AuditOptions {
  /**
   * Each entry holds a hash over itself and the entry before it, so that `verify` finds what was changed, removed or moved. A trail is a chain from its
   * first entry on, or never. The entries of a chain are written one transaction after another. Default false.
   */
  readonly chain?: boolean
}

/** What happened. Who did it, why, and as a part of which request, if not given, is what the surrounding `withAttribution` says. */
export interface AuditEvent extends Attribution {
  /** As `ticket.close`: a text of 1 to 255 bytes. */
  readonly action: string
  /** What it was done to: its type and its id, each a text of 1 to 255 bytes. */
  readonly entity?: readonly [type: string, id: string]
  readonly details?: Json
  readonly severity?: Severity
}

/** The place of an entry in a chain, counted from 1, and its hash: 64 hexadecimal digits. Kept elsewhere, it is what `verify` can be asked to find. */
export interface ChainLink {
  readonly number: number
  readonly hash: string
}

/** An entry that was written. On a transaction it is there once that has committed. */
export interface Logged {
  readonly id: string
  /** Where it stands in the trail, for `tail({ after })`. */
  readonly position: string
  /** Of a chain. */
  readonly link?: ChainLink
}

export interface AuditEntry extends AuditEvent, Logged {
  /** The time of the statement that wrote it. */
  readonly at: Date
}

/** What entries must have; all of what is given. Without any, every entry. A condition that is undefined is refused. */
export interface AuditFilter {
  /** Of one thing, or of every thing of a type. */
  readonly entity?: readonly [type: string, id?: string]
  readonly actor?: string
  readonly action?: string
  readonly requestId?: string
  /** At this instant or later. */
  readonly from?: Date
  /** Before this instant. */
  readonly to?: Date
}

/** The first page, or the one behind or before a cursor; not both. */
export interface AuditPageQuery extends OperationOptions {
  /** Entries of a page. Default 100, at most 10 000. */
  readonly limit?: number
  /** The page behind this cursor, `next` of another page of the same filter. A wrong one throws `invalid-value`. */
  readonly after?: string
  /** The page before this cursor, `previous` of another page of the same filter. */
  readonly before?: string
}

export interface TailOptions extends OperationOptions {
  /** The `position` of an entry: those behind it. Default: from the first that is kept. */
  readonly after?: string
  /** How often it looks for what others wrote. Default 1 000. What this process writes shows at once. */
  readonly interval?: Milliseconds
}

/** What is wrong in a chain, and where: numbers of entries, both included. */
export interface ChainFault {
  /**
   * `edited`: the entry is not the one that was hashed. `unlinked`: it is whole, and does not follow the entry before it: entries were moved, exchanged
   * or taken out. `missing`: these numbers are not there. `cut`: these were the last, and are not there. `extra`: these were never written as a part of the chain.
   */
  readonly kind: 'edited' | 'unlinked' | 'missing' | 'cut' | 'extra'
  readonly from: number
  readonly to: number
}

export interface ChainReport {
  /** No fault was found, and `expect` holds if it was given. */
  readonly isIntact: boolean
  /** How many entries were looked at. */
  readonly checked: number
  /** How many entries `prune` has removed from the beginning. */
  readonly pruned: number
  /** The last entry that was written; undefined in a trail without any. */
  readonly head: ChainLink | undefined
  /** The first 100. */
  readonly faults: readonly ChainFault[]
  readonly faultCount: number
  /** Of `expect`: it holds, it does not, or `prune` has removed what it speaks of. */
  readonly expected?: 'same' | 'different' | 'pruned'
}

/**
 * A trail of what was done, to what, by whom: entries are added and never changed. An entry that is logged on a transaction is there exactly if it
 * commits. Nothing of the interface changes or removes an entry but `prune`, and where the backend has `appendOnly`, plain SQL cannot either.
 */
export interface Audit {
  /**
   * Adds an entry. One write; in a chain three statements in one transaction. Throws `invalid-value` and `too-large` for what cannot be stored, `TypeError` for what is no event, and for a trail
   * that is a chain when it was opened without `chain`, or the other way round.
   */
  log(event: AuditEvent, options?: OperationOptions): Promise<Logged>
  /** Adds entries in this order, all or none. At most 10 000. */
  logMany(events: readonly AuditEvent[], options?: OperationOptions): Promise<readonly Logged[]>
  /**
   * Adds an entry to this transaction and does not wait: it goes with the next statement, or with the commit, and costs no round trip of its own. It is there exactly if the transaction
   * commits; what refuses it makes the commit fail, with what `log` would have thrown. In a chain, and where the engine cannot number entries by itself, the commit waits for the statements
   * of `log`. Returns the id of the entry. Throws `TypeError` outside of a transaction, and at once what `log` throws for what cannot be stored.
   */
  add(event: AuditEvent): string
  /**
   * Entries, the newest first by their time. A filter that does not exist throws `TypeError`. One read, by an index of times, of entities, of actors or of requests where the engine
   * uses one; by an action alone it reads entries until the page is full.
   */
  find(filter?: AuditFilter, page?: AuditPageQuery): Promise<Page<AuditEntry>>
  /**
   * Entries in their order, then those that come, until the signal aborts or the database is closed. None is left out: an entry that commits late comes
   * late, and one that was seen is never followed by one that stands before it. So where several transactions write at once it waits for those that began to write
   * earlier, whatever they write. Throws `not-found` when `prune` has removed entries behind `after`. Not on a transaction.
   */
  tail(options?: TailOptions): AsyncIterable<AuditEntry>
  /**
   * Reads a chain from its first kept entry to its last, 1 000 entries at a time, and says what is wrong. Whoever can change the table can write a
   * whole chain anew: `expect`, a link that was kept elsewhere, finds that. Throws `TypeError` unless it was opened as a chain.
   */
  verify(options?: OperationOptions & { readonly expect?: ChainLink }): Promise<ChainReport>
  /** The last link of a chain, to be kept elsewhere; undefined when nothing was logged. One read. Throws `TypeError` unless it was opened as a chain. */
  head(options?: OperationOptions): Promise<ChainLink | undefined>
  /**
   * Removes up to `limit` (default 1 000, at most 10 000) entries that are older than `olderThan` milliseconds, from the first one on and up to the first that is
   * younger; resolves with their number. What is left of a chain can still be verified: the link before it is kept. An entry that something which began earlier may
   * still come before (see `tail`) is left for the next time.
   */
  prune(
    options: OperationOptions & { readonly olderThan: Milliseconds; readonly limit?: number },
  ): Promise<number>
}
