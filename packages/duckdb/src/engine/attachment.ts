import { existsSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError } from '@holdfast/core'
import { isInvalidated } from '../errors.ts'
import { identityOf, timesOpen } from './identity.ts'
import type { Location } from './location.ts'
import type { Settings } from '../options.ts'
import type { OneThread } from './one-thread.ts'
import { quote } from './quote.ts'
import { startEngine, type Engine } from './start-engine.ts'
import { uniqueKeys, type UniqueKey } from './unique-keys.ts'

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

type File = Extract<Location, { kind: 'file' }>

/** An engine, and the database in it. */
export class Attachment {
  readonly catalog: string
  readonly #location: Location
  readonly #settings: Settings
  /** None while a new one could not be started. */
  #engine: Engine | undefined
  /** A log that was left behind is not merged yet. */
  owesCheckpoint = false

  private constructor(engine: Engine, catalog: string, location: Location, settings: Settings) {
    this.#engine = engine
    this.catalog = catalog
    this.#location = location
    this.#settings = settings
  }

  /**
   * Opens a database in an engine of its own. A file is attached to an empty engine instead of being opened by it: only
   * so can the engine replay every log, also that of a process that was killed after it had altered a table.
   */
  static async open(location: Location, settings: Settings): Promise<Attachment> {
    const engine = await startEngine(location, settings)
    try {
      const catalog = location.kind === 'file' ? location.catalog : await currentCatalog(engine.keeper)
      const attachment = new Attachment(engine, catalog, location, settings)
      await attachment.#attach()
      return attachment
    } catch (error) {
      engine.instance.closeSync()
      throw error
    }
  }

  /** The engine's log of changes beside the file, where there is one to merge. */
  get log(): string | undefined {
    return this.#file === undefined || this.#settings.readOnly ? undefined : `${this.#file.path}.wal`
  }

  get oneThread(): OneThread {
    return this.#running.oneThread
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#running.instance.connect()
    await connection.run(`use ${quote(this.catalog)}`)
    return connection
  }

  /** The unique keys of tables, as they are committed. */
  async uniqueKeys(tables: readonly string[]): Promise<readonly UniqueKey[]> {
    const connection = await this.#running.instance.connect()
    try {
      return await uniqueKeys(connection, this.catalog, tables)
    } finally {
      connection.disconnectSync()
    }
  }

  async checkpoint(): Promise<void> {
    await this.#running.keeper.run(`checkpoint ${quote(this.catalog)}`)
  }

  /**
   * Opens the database again, after the engine has declared what it has of the file, or itself, invalid. Every connection must have been
   * let go of.
   */
  async reattach(): Promise<void> {
    if (await this.#isRunning()) await this.#detach()
    else await this.#restart()
    await this.#attach()
  }

  /** Lets `swap` put another file in the place of this one, which is then attached; whatever is there also when that failed. Every connection must have been let go of. */
  async replace<R>(swap: (file: string) => Promise<R>): Promise<R> {
    const file = this.#file
    if (file === undefined)
      throw new HoldfastError('unsupported', 'Cannot replace the database: it has no file of its own')
    if (this.#settings.readOnly)
      throw new HoldfastError(
        'read-only',
        'Cannot replace the database: the file was opened for reading only',
      )
    await this.checkpoint()
    await this.#detach()
    try {
      // A result that nobody has read to its end keeps it open, and would go on with the old one.
      if ((timesOpen(identityOf(file.path)) ?? 0) > 0)
        throw new HoldfastError(
          'in-use',
          `Cannot replace ${file.path}: a stream of this process still reads it`,
        )
      return await swap(file.path)
    } finally {
      await this.#attach()
    }
  }

  async close(): Promise<void> {
    try {
      // Results that nobody has collected yet keep the engine alive, and would keep the file open and locked.
      if (await this.#isRunning()) await this.#detach()
    } finally {
      this.#letGo()
    }
  }

  get #file(): File | undefined {
    return this.#location.kind === 'file' ? this.#location : undefined
  }

  get #running(): Engine {
    if (this.#engine !== undefined) return this.#engine
    throw new HoldfastError('closed', 'Cannot get a connection: the engine has been stopped')
  }

  /** Whether the engine answers: after an internal error of its own it refuses everything. */
  async #isRunning(): Promise<boolean> {
    if (this.#engine === undefined) return false
    try {
      await this.#engine.keeper.run('select 1')
      return true
    } catch (error) {
      if (isInvalidated(error)) return false
      throw error
    }
  }

  async #restart(): Promise<void> {
    if (this.#location.kind === 'memory') {
      throw new HoldfastError(
        'closed',
        'Cannot get a connection: DuckDB has given up after an internal error, and a database in memory is gone with it; open a new one',
      )
    }
    this.#letGo()
    if (this.#file !== undefined) refuseUnlessFree(this.#file.path)
    this.#engine = await startEngine(this.#location, this.#settings)
  }

  #letGo(): void {
    this.#engine?.keeper.disconnectSync()
    this.#engine?.instance.closeSync()
    this.#engine = undefined
  }

  async #attach(): Promise<void> {
    const leftOver = this.log !== undefined && existsSync(this.log)
    await this.#attachOnly()
    if (leftOver) await this.#mergeLeftOver()
  }

  async #attachOnly(): Promise<void> {
    if (this.#file === undefined) return
    // With a type given, a file of another kind is refused; without one, the engine would fetch an extension for it.
    const how = `type duckdb${this.#settings.readOnly ? ', read_only' : ''}`
    const text = `attach ${quoteText(this.#file.path)} as ${quote(this.catalog)} (${how})`
    this.oneThread.movedRows.forget()
    await this.#running.keeper.run(text)
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
    await this.#running.keeper.run(`detach database if exists ${quote(this.catalog)}`)
  }
}

const currentCatalog = async (connection: DuckDBConnection): Promise<string> =>
  String((await (await connection.run('select current_database()')).getRows())[0]?.[0])

/**
 * An engine that has given up detaches nothing, so it keeps the file open until nobody holds anything of it. Two engines on one file in one
 * process would both write it.
 */
const refuseUnlessFree = (path: string): void => {
  const times = timesOpen(identityOf(path))
  if (times === 0) return
  const remedy =
    times === undefined
      ? 'This system does not tell whether the file is free again: restart the process'
      : 'A stream that was not read to its end still holds the file: try again later, or restart the process'
  throw new HoldfastError(
    'in-use',
    `Cannot open ${path} again after an internal error of DuckDB. ${remedy}; what was committed is safe`,
    { retryable: times !== undefined },
  )
}
