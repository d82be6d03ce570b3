import { existsSync } from 'node:fs'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError } from '@holdfast/core'
import { isInvalidated } from '../errors.ts'
import type { Location } from './location.ts'
import type { Settings } from '../options.ts'

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

type File = Extract<Location, { kind: 'file' }>

/** An engine, and the database in it. */
export class Attachment {
  readonly catalog: string
  readonly #engine: DuckDBInstance
  /** It never uses the database, so that it can still detach one that has become unusable. */
  readonly #keeper: DuckDBConnection
  readonly #file: File | undefined
  readonly #readOnly: boolean
  /** A log that was left behind is not merged yet. */
  owesCheckpoint = false

  private constructor(
    engine: DuckDBInstance,
    keeper: DuckDBConnection,
    catalog: string,
    file: File | undefined,
    readOnly: boolean,
  ) {
    this.#engine = engine
    this.#keeper = keeper
    this.catalog = catalog
    this.#file = file
    this.#readOnly = readOnly
  }

  /**
   * Opens a database in an engine of its own. A file is attached to an empty engine instead of being opened by it: only
   * so can the engine replay every log, also that of a process that was killed after it had altered a table.
   */
  static async open(location: Location, settings: Settings): Promise<Attachment> {
    const { kind } = location
    const engine = await DuckDBInstance.create(
      kind === 'motherduck' ? location.path : ':memory:',
      configOf(location, settings),
    )
    try {
      const keeper = await engine.connect()
      // A prepared statement keeps what its plan took from the statistics of that moment: on a table without nulls `v is null` is
      // planned as false, and stays so when nulls have come.
      await keeper.run("set global disabled_optimizers = 'statistics_propagation'")
      // Times and zones come out the same whatever the machine is set to.
      await keeper.run("set global timezone = 'UTC'")
      // An upsert joins with the whole table, and looks at few of its rows only if it may make a filter of all its keys.
      await keeper.run('set global dynamic_or_filter_threshold = 256')
      const catalog = kind === 'file' ? location.catalog : await currentCatalog(keeper)
      const attachment = new Attachment(
        engine,
        keeper,
        catalog,
        kind === 'file' ? location : undefined,
        settings.readOnly,
      )
      await attachment.#attach()
      return attachment
    } catch (error) {
      engine.closeSync()
      throw error
    }
  }

  /** The engine's log of changes beside the file, where there is one to merge. */
  get log(): string | undefined {
    return this.#file === undefined || this.#readOnly ? undefined : `${this.#file.path}.wal`
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#engine.connect()
    await connection.run(`use ${quoteName(this.catalog)}`)
    return connection
  }

  async checkpoint(): Promise<void> {
    await this.#keeper.run(`checkpoint ${quoteName(this.catalog)}`)
  }

  /** Opens the file again, after the engine has declared what it has of it invalid. No connection may be out. */
  async reattach(): Promise<void> {
    await this.#detach()
    await this.#attach()
  }

  async close(): Promise<void> {
    try {
      // Results that nobody has collected yet keep the engine alive, and would keep the file open and locked.
      await this.#detach()
    } finally {
      this.#keeper.disconnectSync()
      this.#engine.closeSync()
    }
  }

  async #attach(): Promise<void> {
    const leftOver = this.log !== undefined && existsSync(this.log)
    await this.#attachOnly()
    if (leftOver) await this.#mergeLeftOver()
  }

  async #attachOnly(): Promise<void> {
    if (this.#file === undefined) return
    // With a type given, a file of another kind is refused; without one, the engine would fetch an extension for it.
    const how = `type duckdb${this.#readOnly ? ', read_only' : ''}`
    await this.#keeper.run(`attach ${quoteText(this.#file.path)} as ${quoteName(this.catalog)} (${how})`)
  }

  /** The log that was left behind has been replayed here, but a direct open of the file may fail on it. */
  async #mergeLeftOver(): Promise<void> {
    try {
      await this.checkpoint()
      this.owesCheckpoint = false
    } catch (error) {
      if (!isInvalidated(error)) throw error
      // There is no room to merge it, which the engine takes so badly that it wants the file opened anew. It serves as it is.
      this.owesCheckpoint = true
      await this.#detach()
      await this.#attachOnly()
    }
  }

  async #detach(): Promise<void> {
    if (this.#file === undefined) return
    // A second attempt after a failed attach finds nothing to detach.
    await this.#keeper.run(`detach database if exists ${quoteName(this.catalog)}`)
  }
}

const currentCatalog = async (connection: DuckDBConnection): Promise<string> =>
  String((await (await connection.run('select current_database()')).getRows())[0]?.[0])

const configOf = (
  location: Location,
  { threads, memoryLimit, readOnly }: Settings,
): Record<string, string> => {
  if (location.kind === 'memory' && readOnly) {
    throw new HoldfastError(
      'unsupported',
      'Cannot open a database in memory for reading only: it would stay empty',
    )
  }
  return {
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    // The engine spills beside its file; attached to an empty engine it would spill into the working directory.
    ...(location.kind === 'file' ? { temp_directory: `${location.path}.tmp` } : {}),
  }
}
