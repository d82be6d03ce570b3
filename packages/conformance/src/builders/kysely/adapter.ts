import type { Session } from '@holdfast/core'
import type { KyselyOptions } from '@holdfast/core/kysely'
import type { Kysely } from 'kysely'

/** A backend's adapter of Kysely, and what its engine cannot do through it. */
export interface KyselyAdapter {
  /** Kysely over a session, as the backend exports it. */
  readonly kysely: <Schema>(session: Session, options?: KyselyOptions) => Kysely<Schema>
  /** What cannot be, each with the reason, which the report shows; the rule is then that it fails. */
  readonly cannot?: {
    /** Inside a transaction a write that waits for the end of a stream, which waits for the write, ends with it: `timeout`. */
    readonly 'write-while-streaming'?: string
  }
}
