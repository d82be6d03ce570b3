import type { Capabilities, Limits } from './capabilities.ts'
import type { Environment } from './environment.ts'
import type { Database } from './session.ts'

/**
 * What anyone may implement, with SQL or without: a database that is not open yet.
 *
 * `seam` is the version of the agreement between core and backends; `open` refuses a backend built for another one.
 * A SQL backend is made by `sqlBackend({ … })` from a driver and a dialect; only another kind of store implements this
 * directly.
 */
export interface Backend {
  readonly name: string
  readonly seam: 1
  readonly capabilities: Capabilities
  readonly limits: Limits
  /** Opens the database. It must check durability by reading it back, and leave nothing open when it throws. */
  open(environment: Environment): Promise<Database>
}

/** What the engine says about itself, read back at `open`. */
export interface EngineFacts {
  /** The engine's name as people write it, for display. */
  readonly engine: string
  readonly version: string
  /**
   * `full`: an acknowledged write survives power loss. `process`: it survives a crash of the process, not of the machine.
   * `none`: it does not survive the process.
   */
  readonly durability: 'full' | 'process' | 'none'
  /** What was read back to know that, and other facts worth showing: journal mode, page size, server settings. */
  readonly details: Readonly<Record<string, string | number | boolean>>
  /** OpenTelemetry `db.system.name`. */
  readonly system: string
  /** OpenTelemetry `db.namespace`: the database's name, never a password. */
  readonly namespace: string
}
