import type { Backend, Connection, Database, ErrorCode, OpenOptions, Statement } from '@holdfast/core'
import type { Rule } from './rule.ts'

/**
 * All that a backend's author writes to be tested: how to reach a database, and how to make the engine fail for real.
 *
 * The suite opens and closes databases itself; a harness hands out unopened backends and places to put them. Nothing in it
 * is mocked: an error that a harness provokes comes from the engine.
 *
 * ```ts
 * import { conformance } from '@holdfast/conformance'
 * import { harness } from './harness.ts'
 *
 * conformance('sqlite', harness)
 * ```
 */
export interface Harness {
  /** Versions worth showing in the report beside the engine's own, as `{ 'better-sqlite3': '12.11.1' }`. */
  readonly versions?: Readonly<Record<string, string>>
  /**
   * Makes the database that nearly every rule shares: each takes a tenant and names of its own in it. Called once, before
   * the first rule; `destroy` is called after the last.
   */
  shared(): Place | Promise<Place>
  /** Makes an empty database that one rule has to itself. Called by the few rules about the life of a database. */
  fresh(): Place | Promise<Place>
  /**
   * A place where no database is, and where `open` makes none that is not asked to: `open({ create: false })` throws `not-found`. Absent: the rule about it is recorded
   * as not run, unless the backend declares that nothing outlives a handle.
   */
  nowhere?(): Place | Promise<Place>
  /**
   * Makes the engine raise these codes. The suite raises by itself what portable SQL or a closed handle can (`duplicate`,
   * `not-null`, `check`, `foreign-key`, `syntax`, `no-table`, `no-column`, `closed`, `timeout`, `conflict`, …); an entry
   * here takes the place of the suite's own. Left over for a harness are the faults of an engine and of its surroundings:
   * `connection-lost`, `corrupt`, `disk-full`, `engine`, `in-use`, `io`, `lock-timeout`, `not-found` and `permission`; each
   * is provoked here or named in `cannot`.
   */
  readonly provoke: Partial<Record<ErrorCode, Provocation>>
  /**
   * Codes that this engine can never raise, each with the reason, which the report shows. Where the suite has a provocation
   * of its own for such a code, it runs it, and fails when the code comes up after all.
   */
  readonly cannot: Partial<Record<ErrorCode, string>>
  /**
   * A module that can reach the same databases from another process. Absent: rules about several processes and about
   * killed processes are recorded as not run, unless the backend declares that it has neither.
   */
  readonly worker?: Worker
  /** Faults that an engine has only when its surroundings are arranged for them. See `Faults`. */
  readonly faults?: Faults
  /**
   * How the engine finds the rows that a statement reads, for the rules that no operation reads more than it must; or the reason why a plan tells nothing.
   * Absent: those rules are recorded as not run.
   */
  readonly plan?: PlanReader | string
  /**
   * The rules of the query builders that this backend has adapters for: `kyselyRules()` of `@holdfast/conformance/kysely`,
   * `drizzleRules()` of `@holdfast/conformance/drizzle`. They run and are reported with the others.
   */
  readonly builders?: readonly Rule[]
}

/** Asks the engine for its plan of a statement, without running it: one entry for each time that a table is read. */
export type PlanReader = (connection: Connection, statement: Statement) => Promise<readonly Access[]>

/** How rows of a table are found. */
export interface Access {
  readonly table: string
  /** The conditions that an index answers; none where the whole table is read. */
  readonly by: readonly Condition[]
  /** The index by which they are found, as it is called; absent where that is the primary key. */
  readonly index?: string
}

export interface Condition {
  readonly column: string
  /** `=` where it is one of some values, else the bound: `<`, `<=`, `>`, `>=`. */
  readonly is: string
}

/** One database. */
export interface Place {
  /**
   * A backend for this database, not open yet. Asked for often: all of them see the same data while the place stands
   * (unless the backend declares `persistent: false`; then each opened one is empty).
   */
  backend(): Backend | Promise<Backend>
  /** Tells `Worker` in another process which database this is: a path, a URL. Needed where `worker` is given. */
  readonly address?: string
  /** Removes the database. Everything that the suite opened is closed by then. */
  destroy(): void | Promise<void>
}

/** How another process reaches a database. */
export interface Worker {
  /**
   * The file URL of a module that exports `connect(address: string): Backend | Promise<Backend>`, in JavaScript or
   * TypeScript. It must not import a test runner. Usually `new URL('./worker.ts', import.meta.url)`.
   */
  readonly module: URL
}

/** What a worker module exports. */
export interface WorkerModule {
  connect(address: string): Backend | Promise<Backend>
}

/**
 * Arrangements for faults of the engine and its surroundings. Faults between core and a driver need none: see `faultLayer`.
 * A fault that an engine cannot have is left out and named in `without`, with the reason; one that is neither given nor named
 * counts as not run.
 */
export interface Faults {
  /** An engine process of its own, which can be killed. For engines that run as a server. */
  readonly server?: () => Promise<KillablePlace>
  /** A place whose connections can be cut between COMMIT and its reply. */
  readonly lostCommit?: () => Promise<CuttablePlace>
  /** A place that can run out of room and get it back. */
  readonly fullDisk?: () => Promise<FillablePlace>
  readonly without?: Partial<Record<'server' | 'lostCommit' | 'fullDisk', string>>
}

export interface KillablePlace extends Place {
  /** Ends the engine as a power switch would (SIGKILL to all of it), and resolves when it answers again. */
  crash(): Promise<void>
}

export interface CuttablePlace extends Place {
  /** From now on: the next COMMIT reaches the engine, its reply is lost with the connection, and later connections work. */
  cut(): void
}

export interface FillablePlace extends Place {
  /** Leaves no room for further data. */
  fill(): Promise<void>
  /** Gives the room back. */
  free(): Promise<void>
}

/**
 * Makes the engine raise one code, and resolves with the error that the public interface threw. The suite then checks its
 * code, that it is a `HoldfastError` with the right `retryable` and `outcome`, that it keeps the driver's error as `cause`
 * where one exists, and that nothing in it quotes `stage.secret`.
 */
export type Provocation = (stage: Stage) => Promise<unknown>

export interface Stage {
  /** The suite's open database. A provocation that would harm it uses `fresh`. */
  readonly db: Database
  /** A text to bind as a parameter or store as a value where the provocation does either. No message may quote it. */
  readonly secret: string
  /** A name for a table or store that nothing else uses. */
  name(): string
  /** Opens a backend and closes it after the provocation. */
  open(backend: Backend, options?: OpenOptions): Promise<Database>
  /** An empty database of its own, destroyed after the provocation. */
  fresh(): Promise<Place>
}
