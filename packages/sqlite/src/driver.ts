import type { Database } from 'better-sqlite3'
import {
  HoldfastError,
  type DatabaseCopies,
  type Driver,
  type EngineFacts,
  type Failure,
  type MaybePromise,
  type Phase,
  type Route,
  type Wait,
} from '@holdfast/core'
import { SqliteConnection } from './connection.ts'
import { failure, isBusy, isOfEngine } from './errors.ts'
import { factsOf, writeOnce } from './facts.ts'
import { copyTo, sizeOf } from './engine/copy-file.ts'
import { openHandle } from './engine/handle.ts'
import { openFailure } from './engine/open-failure.ts'
import type { Settings } from './options.ts'
import { Readers } from './engine/pool.ts'
import { Refusal } from './engine/refusal.ts'
import { defaultWait, untilFree } from './engine/retry.ts'
import { Routes } from './route.ts'

interface Main {
  readonly connection: SqliteConnection
  readonly routes: Routes
}

const soon = (): Wait => ({ deadline: performance.now() + defaultWait })

/** One writer and several readers on a file, or one connection in memory. */
export class SqliteDriver implements Driver {
  readonly facts: EngineFacts
  readonly lanes: Driver['lanes']
  readonly copies: DatabaseCopies
  readonly #settings: Settings
  readonly #readers: Readers
  /** The writer, or the only connection. Undefined between a broken one and its replacement. */
  #main: Main | undefined
  #replacing: Promise<Main> | undefined
  #closing: Promise<void> | undefined

  /** Opens the file. Throws a `HoldfastError`, and leaves nothing open then. */
  static async open(settings: Settings): Promise<SqliteDriver> {
    const wait = { deadline: performance.now() + defaultWait }
    let handle: Database | undefined
    try {
      handle = await untilFree(() => openHandle(settings, 'main'), wait)
      const opened = handle
      if (!settings.readOnly) await untilFree(() => writeOnce(opened), wait)
      const facts = await untilFree(() => factsOf(opened, settings), wait)
      return new SqliteDriver(settings, opened, facts)
    } catch (error) {
      handle?.close()
      throw openFailure(error, settings)
    }
  }

  private constructor(settings: Settings, main: Database, facts: EngineFacts) {
    this.facts = facts
    this.lanes = { writers: 1, readers: settings.memory ? 'shared' : 'own' }
    this.#settings = settings
    this.copies = this.#copies()
    this.#main = this.#mainOf(main)
    this.#readers = new Readers(settings.readers, (wait) => untilFree(() => this.#openReader(), wait))
  }

  acquire(kind: Route, wait: Wait): MaybePromise<SqliteConnection> {
    if (kind === 'read' && !this.#settings.memory) return this.#readers.acquire(wait)
    if (this.#settings.readOnly) throw new Refusal('read-only', 'the file was opened for reading only')
    return this.#withMain(wait, ({ connection }) => connection.lend(wait))
  }

  route(text: string): MaybePromise<Route> {
    const wait = soon()
    return this.#withMain(wait, ({ routes }) => untilFree(() => routes.of(text), wait))
  }

  failure(error: unknown, phase: Phase): Failure {
    return failure(error, phase)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #copies(): DatabaseCopies {
    return {
      make: async (file) =>
        this.#withMain(soon(), ({ connection }) => copyTo(connection.handle, file, this.#settings)),
      size: () => this.#withMain(soon(), ({ connection }) => sizeOf(connection.handle)),
      open: (file) =>
        SqliteDriver.open({ ...this.#settings, file, memory: false, create: true, readOnly: false }),
      replace: (swap) => this.#replaceFile(swap),
      extension: '.db',
      beside: ['-wal', '-shm'],
    }
  }

  async #replaceFile<R>(swap: (file: string) => Promise<R>): Promise<R> {
    const { file, memory, readOnly } = this.#settings
    if (memory)
      throw new HoldfastError('unsupported', 'Cannot put a file in the place of a database in memory')
    if (readOnly) throw new Refusal('read-only', 'the file was opened for reading only')
    this.#readers.closeIdle()
    const { connection } = await this.#withMain(soon(), (main) => main)
    // Without its log a file is whole; and only who is alone with it may take the log away.
    try {
      connection.handle.pragma('journal_mode = delete')
    } catch (error) {
      if (!isBusy(error)) throw error
      throw new HoldfastError(
        'in-use',
        `Cannot replace ${JSON.stringify(file)}: another process has it open, and would go on with the old one`,
        { retryable: true },
      )
    }
    connection.handle.close()
    this.#main = undefined
    return swap(file)
  }

  async #close(): Promise<void> {
    this.#readers.close()
    const handle = this.#main?.connection.handle
    if (handle === undefined) return
    try {
      if (!this.#settings.memory && !this.#settings.readOnly) handle.pragma('wal_checkpoint(truncate)')
    } catch (error) {
      // Nothing is lost: the log keeps what it holds, and whoever opens the file next can empty it.
      if (!isOfEngine(error)) throw error
    } finally {
      handle.close()
    }
  }

  #mainOf(handle: Database): Main {
    const options = { ...this.#settings, isReader: false }
    const connection = new SqliteConnection(handle, options, (_, broken) => this.#mainIsBack(handle, broken))
    return { connection, routes: new Routes(handle) }
  }

  #openReader(): SqliteConnection {
    return new SqliteConnection(
      openHandle(this.#settings, 'reader'),
      { ...this.#settings, isReader: true },
      (connection, broken) => this.#readers.giveBack(connection, broken),
    )
  }

  // A database in memory ends with its handle, so its transaction is rolled back; a file is opened anew.
  #mainIsBack(handle: Database, broken: boolean): void {
    if (!broken) return
    if (!this.#settings.memory) {
      handle.close()
      this.#main = undefined
    } else if (handle.inTransaction) {
      handle.exec('ROLLBACK')
    }
  }

  #withMain<R>(wait: Wait, use: (main: Main) => MaybePromise<R>): MaybePromise<R> {
    if (this.#main !== undefined) return use(this.#main)
    if (this.#closing !== undefined) throw new Refusal('closed', 'the database has been closed')
    this.#replacing ??= this.#replace(wait).finally(() => (this.#replacing = undefined))
    return this.#replacing.then(use)
  }

  async #replace(wait: Wait): Promise<Main> {
    this.#main = this.#mainOf(await untilFree(() => openHandle(this.#settings, 'main'), wait))
    return this.#main
  }
}
