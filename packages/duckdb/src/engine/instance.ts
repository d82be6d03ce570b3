import { HoldfastError, type Log, type MaybePromise, type Route, type Wait } from '@holdfast/core'
import { Attachment } from './attachment.ts'
import { bytesOf, copyTo, memoryOf } from './copy-database.ts'
import { Checkpoint } from './checkpoint.ts'
import { DuckdbConnection, type Release } from '../connection.ts'
import { isInvalidated } from '../errors.ts'
import type { Location } from './location.ts'
import type { Settings } from '../options.ts'
import { Router } from '../route.ts'
import { Pages } from './pages.ts'
import { swapShared } from './registry.ts'
import { Slots } from './slots.ts'

/** How long whoever only asks about a text waits for the others to leave a database that has been given up, in milliseconds. */
const repairTime = 10_000

/** One open database with its connections: one writer, and readers made as they are needed. */
export class Instance {
  readonly #router: Router
  readonly #attachment: Attachment
  readonly #lane = new Slots(1, 'the writer')
  readonly #readers: Slots
  readonly #readerCount: number
  readonly #pages = new Pages()
  readonly #connections = new Set<DuckdbConnection>()
  readonly #idleReaders: DuckdbConnection[] = []
  readonly #checkpoint: Checkpoint | undefined
  #writer: DuckdbConnection | undefined
  #isInvalid = false
  #isClosed = false
  readonly #connecting = new Set<Promise<DuckdbConnection>>()

  private constructor(attachment: Attachment, router: Router, settings: Settings, log?: Log) {
    this.#router = router
    this.#attachment = attachment
    this.#readerCount = settings.readers
    this.#readers = new Slots(settings.readers, 'a reader')
    if (attachment.log === undefined) return
    this.#checkpoint = new Checkpoint({
      run: () => this.#runCheckpoint(),
      lane: this.#lane,
      idleBytes: settings.idleCheckpointBytes,
      owed: attachment.owesCheckpoint,
      wal: attachment.log,
      log,
    })
  }

  static async open(location: Location, settings: Settings, log?: Log): Promise<Instance> {
    const attachment = await Attachment.open(location, settings)
    try {
      return new Instance(attachment, new Router(await attachment.connect()), settings, log)
    } catch (error) {
      await attachment.close()
      throw error
    }
  }

  get catalog(): string {
    return this.#attachment.catalog
  }

  get isCheckpointPending(): boolean {
    return this.#checkpoint?.isPending ?? false
  }

  acquire(kind: Route, wait: Wait): MaybePromise<DuckdbConnection> {
    this.#checkOpen()
    if (this.#isInvalid) return this.#repair(wait).then(() => this.acquire(kind, wait))
    const slots = kind === 'read' ? this.#readers : this.#lane
    const connect = kind === 'read' ? this.#connectReader : this.#connectWriter
    const taken = slots.take(wait)
    return taken === undefined
      ? connect()
      : taken.then(() => this.#connectUnlessInvalid(slots, connect, wait))
  }

  /** Which connection a text needs. */
  route(text: string): MaybePromise<Route> {
    if (this.#isInvalid) return this.#repairThenRoute(text)
    const route = this.#router.route(text)
    return typeof route === 'string' ? route : route.catch((error: unknown) => this.#routeAgain(error, text))
  }

  /** Writes what is committed into a new file. */
  async copyTo(file: string): Promise<void> {
    const connection = await this.#attachment.connect()
    try {
      await copyTo(connection, this.catalog, file)
    } finally {
      connection.disconnectSync()
    }
  }

  /** The bytes of the file and its log, or of what is in memory. */
  async size(): Promise<number> {
    const { log } = this.#attachment
    if (log !== undefined) return bytesOf(log.replace(/\.wal$/, '')) + bytesOf(log)
    const connection = await this.#attachment.connect()
    try {
      return await memoryOf(connection)
    } finally {
      connection.disconnectSync()
    }
  }

  /** Frees everything. What is still running is stopped, and what is not committed is rolled back. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#connecting)
    for (const connection of this.#connections) await connection.close()
    await this.#router.close()
    try {
      if (!this.#isInvalid) await this.#checkpoint?.close()
    } finally {
      await this.#attachment.close()
    }
  }

  #routeAgain(error: unknown, text: string): Promise<Route> {
    if (!isInvalidated(error)) throw error
    this.#isInvalid = true
    return this.#repairThenRoute(text)
  }

  async #repairThenRoute(text: string): Promise<Route> {
    await this.#repair({ deadline: performance.now() + repairTime })
    return this.#router.route(text)
  }

  /** What one waited for may have been given up in the meantime. */
  #connectUnlessInvalid(
    slots: Slots,
    connect: () => MaybePromise<DuckdbConnection>,
    wait: Wait,
  ): MaybePromise<DuckdbConnection> {
    if (!this.#isInvalid || this.#isClosed) return connect()
    slots.give()
    const kind = slots === this.#lane ? 'write' : 'read'
    return this.#repair(wait).then(() => this.acquire(kind, wait))
  }

  async #runCheckpoint(): Promise<void> {
    try {
      await this.#attachment.checkpoint()
    } catch (error) {
      this.#isInvalid ||= isInvalidated(error)
      throw error
    }
  }

  /**
   * A checkpoint that cannot be written makes the engine give up the database, and an internal error all it has: everybody out, and open
   * the file again.
   */
  #repair(wait: Wait): Promise<void> {
    return this.#alone(wait, async () => {
      if (this.#isInvalid) await this.#withoutConnections(() => this.#attachment.reattach())
    })
  }

  /** Lets `swap` put another file in the place of this one. */
  replace<R>(swap: (file: string) => Promise<R>): Promise<R> {
    return this.#alone({ deadline: performance.now() + repairTime }, () =>
      this.#withoutConnections(() =>
        this.#attachment.replace((file) => swapShared(this, file, () => swap(file))),
      ),
    )
  }

  async #alone<R>(wait: Wait, body: () => Promise<R>): Promise<R> {
    await this.#lane.take(wait)
    let taken = 0
    try {
      for (; taken < this.#readerCount; taken++) await this.#readers.take(wait)
      return await body()
    } finally {
      for (; taken > 0; taken--) this.#readers.give()
      this.#lane.give()
    }
  }

  async #withoutConnections<R>(body: () => Promise<R>): Promise<R> {
    for (const connection of this.#connections) this.#drop(connection)
    this.#idleReaders.length = 0
    this.#writer = undefined
    await this.#router.disconnect()
    // Until it has been opened again. Where that fails, whoever is next tries it once more.
    this.#isInvalid = true
    const result = await body()
    this.#router.reconnect(await this.#attachment.connect())
    this.#isInvalid = false
    return result
  }

  readonly #connectReader = (): MaybePromise<DuckdbConnection> =>
    this.#idleReaders.pop() ?? this.#connect(this.#releaseReader, this.#readers)

  readonly #connectWriter = (): MaybePromise<DuckdbConnection> =>
    this.#writer ?? this.#connect(this.#releaseWriter, this.#lane).then((writer) => (this.#writer = writer))

  async #connect(release: Release, slots: Slots): Promise<DuckdbConnection> {
    const connecting = this.#makeConnection(release)
    this.#connecting.add(connecting)
    try {
      return await connecting
    } catch (error) {
      this.#isInvalid ||= isInvalidated(error)
      slots.give()
      throw error
    } finally {
      this.#connecting.delete(connecting)
    }
  }

  async #makeConnection(release: Release): Promise<DuckdbConnection> {
    this.#checkOpen()
    const native = await this.#attachment.connect()
    const shared = {
      pages: this.#pages,
      keysOf: (tables: readonly string[]) => this.#attachment.uniqueKeys(tables),
      oneThread: this.#attachment.oneThread,
    }
    const connection = new DuckdbConnection(native, this.catalog, shared, release)
    this.#connections.add(connection)
    return connection
  }

  #checkOpen(): void {
    if (this.#isClosed)
      throw new HoldfastError('closed', 'Cannot get a connection: the database has been closed')
  }

  #drop(connection: DuckdbConnection): void {
    this.#connections.delete(connection)
    connection.disconnect()
  }

  /** Whether nobody may be given the connection again. */
  #isSpent({ state }: DuckdbConnection, isBroken: boolean): boolean {
    this.#isInvalid ||= state.sawInvalidated
    if (state.remembers) this.#attachment.oneThread.forget()
    return isBroken || state.remembers || state.sawInvalidated
  }

  readonly #releaseReader: Release = (reader, isBroken) => {
    const give = (): void => {
      if (this.#isSpent(reader, isBroken)) this.#drop(reader)
      else this.#idleReaders.push(reader)
      this.#readers.give()
      if (!this.#isClosed) this.#checkpoint?.afterRead()
    }
    return reader.isIdle ? give() : reader.idle.then(give)
  }

  readonly #releaseWriter: Release = (writer, isBroken) => {
    const give = async (): Promise<void> => {
      try {
        if (this.#isSpent(writer, isBroken)) {
          this.#writer = undefined
          this.#drop(writer)
        }
        const changed = writer.state.definitionsChanged
        writer.state.definitionsChanged = false
        if (changed) this.#attachment.oneThread.movedRows.forget()
        if (!this.#isInvalid && !this.#isClosed) await this.#checkpoint?.afterWrite(changed)
      } finally {
        this.#lane.give()
      }
    }
    return writer.isIdle ? give() : writer.idle.then(give)
  }
}
