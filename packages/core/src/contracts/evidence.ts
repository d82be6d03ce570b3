import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { Page } from './page.ts'
import type { QueueWorker } from './queue.ts'
import type { StandardSchema } from './standard-schema.ts'

/** How much may wait to be delivered. */
export interface EvidenceQuota {
  /** Items that were captured and not delivered. Default 1 000 000. It is looked at again after every hundredth of it, so so much more may come in. */
  readonly items?: number
  /** Characters of their JSON texts, looked at with the items. Default: no limit. */
  readonly characters?: number
}

/** Of one handle: nothing of it is stored. */
export interface EvidenceOptions<P> {
  /** Checked when an item is captured; its output is stored. */
  readonly schema?: StandardSchema<P>
  readonly quota?: EvidenceQuota
  /**
   * What a capture does when the disk is full. `reject-new` (default): it throws `disk-full`. `drop-oldest-sent`: it removes delivered items, oldest first, and tries
   * once more; nothing that was not delivered is ever removed.
   */
  readonly whenFull?: 'reject-new' | 'drop-oldest-sent'
  /** How long an item stays with its receipt after it was delivered. Default 2 592 000 000 (30 days). */
  readonly keepSent?: Milliseconds
  /** `full` (default): everything is refused with `unsupported` unless the database said at `open` that an acknowledged write survives power loss. `any`: for tests. */
  readonly durability?: 'full' | 'any'
}

export interface CaptureOptions extends OperationOptions {
  /** Kept beside the item, and no part of what makes it the same: where it came from, a trace context. JSON. */
  readonly meta?: Json
}

export interface Captured {
  /** The SHA-256 of the canonical JSON of the item, 64 hexadecimal digits: the same content has the same id. */
  readonly id: string
  /** `kept`: the same content was captured before, and is still here. */
  readonly outcome: 'captured' | 'kept'
}

/** An item that waits to be delivered, is being delivered, or was. */
export interface EvidenceItem<P> {
  readonly id: string
  readonly state: 'waiting' | 'sending' | 'sent'
  readonly item: P
  readonly meta?: Json
  readonly capturedAt: Date
  /** How often it was tried to deliver. */
  readonly attempts: number
  /** When it is tried next. */
  readonly dueAt?: Date
  readonly sentAt?: Date
  /** What the receiver answered. */
  readonly receipt?: unknown
  /** Why the last attempt failed. */
  readonly failure?: { readonly at: Date; readonly message: string; readonly code?: string }
}

/** What an upload is told beside the item. */
export interface UploadContext {
  /** To be sent with the item: the receiver that has seen it does not take it again. The id of the item. */
  readonly idempotencyKey: string
  readonly attempt: number
  readonly meta?: Json
  readonly signal: AbortSignal
}

/** Delivers one item and resolves with the receipt, which must be JSON and say that the receiver has it. Whatever it throws means that it may not have. */
export type Upload<P, T> = (item: P, context: UploadContext) => Promise<T>

export interface DeliverOptions extends OperationOptions {
  /** Whether the receiver can be reached. Asked before each batch; while it says no, nothing is tried. Default: always. */
  readonly online?: () => boolean | Promise<boolean>
  /** How many items at a time. Default 4. */
  readonly concurrency?: number
  /** So long after its last sign of life, an item is taken from a process that was killed while it delivered it. Default 60 000. */
  readonly lease?: Milliseconds
}

export interface DeliverReport {
  /** Whose receipts are stored. */
  readonly sent: number
  readonly failed: number
  /** What still waits, whether it is due or not. */
  readonly left: number
  /** False when `online` said no before all was tried. */
  readonly isOnline: boolean
}

export interface EvidenceStats {
  readonly waiting: number
  readonly sending: number
  readonly sent: number
  /** Of the JSON texts of what was not delivered. */
  readonly characters: number
}

/** What `verify` found: items whose content is not what was captured. */
export interface EvidenceReport {
  readonly checked: number
  readonly damaged: readonly string[]
}

/**
 * An outbox for what must not be lost: an agent captures while it is offline and delivers when it can. A captured item survives a crash and power loss; it
 * is delivered at least once, with an idempotency key, and is removed only when its receipt has been stored for `keepSent`.
 *
 * An attempt that failed is repeated after 1, 2, 4, 8, 16, 32, 60, 60 … minutes: min(2^retry, 60), without jitter, for ever.
 *
 * It is a queue (see `Queue`) with this preset, called `evidence:` and its name.
 */
export interface Evidence<P = Json, T = unknown> {
  /** One durable write, shared with those of other callers. Throws `overloaded` when the quota is used up by others, and `disk-full`: nothing was kept then. */
  capture(item: P, options?: CaptureOptions): Promise<Captured>
  /** All or none. At most 100 000. */
  captureMany(items: readonly P[], options?: CaptureOptions): Promise<readonly Captured[]>
  /**
   * Delivers what is due, until nothing is or `online` says no. Rejects when the database refuses something; what an upload throws is kept with the item. A
   * `signal` that aborts ends the uploads too: their items wait again, as after any failed attempt, and it rejects with the reason.
   */
  drain(upload: Upload<P, T>, options?: DeliverOptions): Promise<DeliverReport>
  /** Delivers as items come and as their times come, until it is stopped. */
  work(
    upload: Upload<P, T>,
    options?: DeliverOptions & { readonly onError?: (error: unknown) => void },
  ): QueueWorker
  /** Lets everything that waits be due now, as when the network is back, and wakes who works. How many were not due. */
  hurry(options?: OperationOptions): Promise<number>
  get(id: string, options?: OperationOptions): Promise<EvidenceItem<P> | undefined>
  /** A page in the order of the ids. */
  find(
    options?: OperationOptions & {
      readonly state?: EvidenceItem<P>['state']
      readonly limit?: number
      readonly after?: string
    },
  ): Promise<Page<EvidenceItem<P>>>
  stats(options?: OperationOptions): Promise<EvidenceStats>
  /** Reads every item and compares it with its id. In pages, in flat memory. */
  verify(options?: OperationOptions): Promise<EvidenceReport>
  /** Removes what was delivered longer ago than `keepSent`; how many. `work` does so by itself. */
  prune(options?: OperationOptions): Promise<number>
}
