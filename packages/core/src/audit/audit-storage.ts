import type { Severity } from '../contracts/audit.ts'
import type { EpochMilliseconds, Milliseconds } from '../contracts/environment.ts'
import type { AuditQuery } from '../door/audit-query.ts'
import type { StoreCall } from '../door/store-call.ts'

/** An entry before it has a place: checked, with its id, and with what the caller's surroundings say. */
export interface AuditDraft {
  readonly id: string
  readonly action: string
  readonly severity: Severity | null
  readonly entityType: string | null
  readonly entityId: string | null
  /** JSON as it is stored. */
  readonly details: string | null
  readonly actor: string | null
  readonly reason: string | null
  readonly requestId: string | null
  readonly ip: string | null
}

/** An entry in its place. */
export interface AuditRow extends AuditDraft {
  readonly position: string
  readonly at: EpochMilliseconds
  /** The hash of the entry before it, and its own; null outside of chains. */
  readonly previous: string | null
  readonly hash: string | null
}

/** What is known of a whole trail. One that is no chain may have none. */
export interface Trail {
  readonly isChain: boolean
  /** Of the last entry of a chain. */
  readonly number: number
  readonly hash: string | null
  /** The position of the last entry that was pruned, and its hash. */
  readonly pruned: string | null
  readonly prunedHash: string | null
}

/** Entries behind a position. */
export interface Look {
  readonly rows: readonly AuditRow[]
  /** How many of them, from the first on, can have nothing come before them any more. */
  readonly settled: number
  /** Of the same moment as the rows; known at least where there are any. */
  readonly pruned: string | null
}

/** What entries are kept in. Each call is atomic; a position is greater than those of all entries that could be seen when it was given. */
export interface AuditStorage {
  readonly ns: string
  readonly name: string
  readonly isTransaction: boolean
  /** What all handles of one open database have in common, by identity. */
  readonly database: object
  /** For ids. */
  time(): EpochMilliseconds
  random(bytes: number): Uint8Array
  /** Adds entries in this order. A trail of the other kind throws `wrongKind`. */
  append(drafts: readonly AuditDraft[], isChain: boolean, call: StoreCall): Promise<readonly AuditPlace[]>
  /** Adds an entry in this transaction without waiting for it; if that fails, the transaction does. */
  add(draft: AuditDraft, isChain: boolean, call: StoreCall): void
  /** One more than the limit, if there are so many; in the order of the call's direction. */
  page(query: AuditQuery, call: StoreCall): Promise<readonly AuditRow[]>
  /** The first entries behind a position, or of all. */
  after(position: string | undefined, limit: number, call: StoreCall): Promise<Look>
  trail(call: StoreCall): Promise<Trail | undefined>
  /** See `Audit.prune`. */
  prune(olderThan: Milliseconds, limit: number, isChain: boolean, call: StoreCall): Promise<number>
  /** Calls `wake` when entries may have come by this database; returns how to stop. */
  onChange(wake: () => void): () => void
}

/** Where an entry was put. */
export type AuditPlace = Pick<AuditRow, 'id' | 'position' | 'hash'>

/** What a storage throws for a trail that is a chain where it was opened as none, or the other way round. */
export const wrongKind = (action: string, isChain: boolean): TypeError =>
  new TypeError(
    isChain
      ? `Cannot ${action}: the trail has entries that are in no chain; a trail is a chain from its first entry on, so open it without chain, or take another name`
      : `Cannot ${action}: the trail is a chain; open it with { chain: true }`,
  )
