import { existsSync } from 'node:fs'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError, type Log, type MaybePromise, type Route, type Wait } from '@holdfast/core'
import { Checkpoint } from './checkpoint.ts'
import { DuckdbConnection, type Release } from './connection.ts'
import type { Location } from './location.ts'
import type { Settings } from './options.ts'
import { Router } from './route.ts'
import { Slots } from './slots.ts'

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

interface Parts {
  readonly engine: DuckDBInstance
  /** For checkpoints. */
  readonly first: DuckDBConnection
  /** For asking what kind of statement a text is; a checkpoint would keep it waiting. */
  readonly asker: DuckDBConnection
  readonly catalog: string
}

/** One open database with its connections: one writer, and readers made as they are needed. */
export class Instance {
  readonly router: Router
  readonly #engine: DuckDBInstance
  readonly #first: DuckDBConnection
  readonly #catalog: string
  readonly #lane = new Slots(1, 'the writer')
  readonly #readerSlots: Slots
  readonly #connections = new Set<DuckdbConnection>()
  readonly #idleReaders: DuckdbConnection[] = []
  readonly #checkpoint: Checkpoint | undefined
  readonly #isAttached: boolean
  #writer: DuckdbConnection | undefined

  private constructor({ engine, first, asker, catalog }: Parts, settings: Settings, wal?: string, log?: Log) {
    this.#engine = engine
    this.#catalog = catalog
    this.#first = first
    this.#isAttached = wal !== undefined
    this.router = new Router(asker)
    this.#readerSlots = new Slots(settings.readers, 'a reader')
    if (wal === undefined || settings.readOnly) return
    this.#checkpoint = new Checkpoint({
      run: async () => void (await first.run(`checkpoint ${quoteName(catalog)}`)),
      lane: this.#lane,
      idleBytes: settings.idleCheckpointBytes,
      wal,
      log,
    })
  }

  /**
   * Opens a database in an engine of its own. A file is attached to an empty engine instead of being opened by it: only
   * so can the engine replay every log, also those of a process that was killed after it had altered a table.
   */
  static async open(location: Location, settings: Settings, log?: Log): Promise<Instance> {
    const { kind } = location
    const engine = await DuckDBInstance.create(kind === 'motherduck' ? location.path : ':memory:', configOf(location, settings))
    try {
      const first = await engine.connect()
      // Times and zones come out the same whatever the machine is set to.
      await first.run("set global timezone = 'UTC'")
      if (kind === 'file') await attach(first, location, settings)
      const catalog = String((await (await first.run('select current_database()')).getRows())[0]?.[0])
      const asker = await engine.connect()
      await asker.run(`use ${quoteName(catalog)}`)
      const wal = kind === 'file' ? `${location.path}.wal` : undefined
      return new Instance({ engine, first, asker, catalog }, settings, wal, log)
    } catch (error) {
      engine.closeSync()
      throw error
    }
  }

  get catalog(): string {
    return this.#catalog
  }

  get isCheckpointPending(): boolean {
    return this.#checkpoint?.isPending ?? false
  }

  acquire(kind: Route, wait: Wait): MaybePromise<DuckdbConnection> {
    const taken = (kind === 'read' ? this.#readerSlots : this.#lane).take(wait)
    const connect = kind === 'read' ? this.#connectReader : this.#connectWriter
    return taken === undefined ? connect() : taken.then(connect)
  }

  /** Frees everything. What is still running is stopped, and what is not committed is rolled back. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    const attempt = async (step: () => unknown): Promise<void> => {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    for (const connection of this.#connections) {
      await attempt(() => connection.interrupt())
      await attempt(() => connection.disconnect())
    }
    await attempt(() => this.#checkpoint?.close())
    // Results that nobody has collected yet keep the engine alive, and would keep the file open and locked.
    if (this.#isAttached) await attempt(() => this.#first.run(`use memory; detach ${quoteName(this.#catalog)}`))
    this.router.close()
    this.#first.disconnectSync()
    this.#engine.closeSync()
    if (failures.length > 0) throw failures[0]
  }

  readonly #connectReader = (): MaybePromise<DuckdbConnection> =>
    this.#idleReaders.pop() ?? this.#connect(this.#releaseReader, this.#readerSlots)

  readonly #connectWriter = (): MaybePromise<DuckdbConnection> =>
    this.#writer ?? this.#connect(this.#releaseWriter, this.#lane).then((writer) => (this.#writer = writer))

  async #connect(release: Release, slots: Slots): Promise<DuckdbConnection> {
    try {
      const native = await this.#engine.connect()
      await native.run(`use ${quoteName(this.#catalog)}`)
      const connection = new DuckdbConnection(native, this.#catalog, release)
      this.#connections.add(connection)
      return connection
    } catch (error) {
      slots.give()
      throw error
    }
  }

  #drop(connection: DuckdbConnection): void {
    this.#connections.delete(connection)
    connection.disconnect()
  }

  readonly #releaseReader = (reader: DuckdbConnection, isBroken: boolean): MaybePromise<void> => {
    const give = (): void => {
      if (isBroken || reader.remembers) this.#drop(reader)
      else this.#idleReaders.push(reader)
      this.#readerSlots.give()
      this.#checkpoint?.afterRead()
    }
    return reader.isIdle ? give() : reader.idle.then(give)
  }

  readonly #releaseWriter = async (writer: DuckdbConnection, isBroken: boolean): Promise<void> => {
    try {
      if (!writer.isIdle) await writer.idle
      if (isBroken || writer.remembers) {
        this.#writer = undefined
        this.#drop(writer)
      }
      const changed = writer.definitionsChanged
      writer.definitionsChanged = false
      await this.#checkpoint?.afterWrite(changed)
    } finally {
      this.#lane.give()
    }
  }
}

const attach = async (
  connection: DuckDBConnection,
  { path, catalog }: Extract<Location, { kind: 'file' }>,
  { readOnly }: Settings,
): Promise<void> => {
  const leftOver = !readOnly && existsSync(`${path}.wal`)
  // With a type given, a file of another kind is refused; without one, the engine would fetch an extension for it.
  await connection.run(`attach ${quoteText(path)} as ${quoteName(catalog)} (type duckdb${readOnly ? ', read_only' : ''})`)
  await connection.run(`use ${quoteName(catalog)}`)
  // The log that was left behind has been replayed here, but a direct open of the file may fail on it.
  if (leftOver) await connection.run(`checkpoint ${quoteName(catalog)}`)
}

const configOf = (location: Location, { threads, memoryLimit, readOnly }: Settings): Record<string, string> => {
  if (location.kind === 'memory' && readOnly) {
    throw new HoldfastError('unsupported', 'Cannot open a database in memory for reading only: it would stay empty')
  }
  return {
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    // The engine spills beside its file; attached to an empty engine it would spill into the working directory.
    ...(location.kind === 'file' ? { temp_directory: `${location.path}.tmp` } : {}),
  }
}
