import { askOn } from './ask-on.ts'
import type { Wire } from './wire.ts'

interface Channel {
  readonly key: bigint
  readonly listeners: Set<() => void>
  /** Ends it when nobody has listened for a while. */
  idle: NodeJS.Timeout | undefined
}

/** Whoever waits again and again comes back within this time. Milliseconds. */
const lingering = 60_000

/** The first and the longest pause before it connects again. Milliseconds. */
const [soonest, latest] = [250, 30_000]

/** One connection that listens to every channel that somebody waits on. While it is lost, those look by themselves. */
export class Listener {
  readonly #connect: () => Promise<Wire>
  readonly #self: string
  readonly #channels = new Map<string, Channel>()
  #wire: Wire | undefined
  #isConnecting = false
  #isClosed = false
  #pause = soonest
  #again: NodeJS.Timeout | undefined

  /** `self`: the words of whoever says that are not heard. */
  constructor(connect: () => Promise<Wire>, self: string) {
    this.#connect = connect
    this.#self = self
  }

  add({ channel, key }: { readonly channel: string; readonly key: bigint }, heard: () => void): () => void {
    const known = this.#channels.get(channel)
    const entry = known ?? { key, listeners: new Set(), idle: undefined }
    clearTimeout(entry.idle)
    entry.listeners.add(heard)
    if (known === undefined) {
      this.#channels.set(channel, entry)
      if (this.#wire === undefined) void this.#open()
      else void this.#begin(this.#wire, [channel])
    }
    return () => {
      entry.listeners.delete(heard)
      if (entry.listeners.size > 0 || this.#isClosed) return
      clearTimeout(entry.idle)
      entry.idle = setTimeout(() => this.#end(channel), lingering).unref()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#again)
    for (const { idle } of this.#channels.values()) clearTimeout(idle)
    this.#channels.clear()
    const wire = this.#wire
    this.#wire = undefined
    wire?.destroy()
    await wire?.closed
  }

  async #open(): Promise<void> {
    if (this.#isConnecting || this.#isClosed) return
    this.#isConnecting = true
    try {
      const wire = await this.#connect()
      if (this.#isClosed) return wire.destroy()
      this.#wire = wire
      wire.onDeath(() => this.#lost(wire))
      wire.client.on('notification', ({ channel, payload }) => {
        if (payload !== this.#self) this.#tell(channel)
      })
      await this.#begin(wire, [...this.#channels.keys()])
      this.#pause = soonest
    } catch {
      // Nobody is told: they look by themselves until it works.
      this.#later()
    } finally {
      this.#isConnecting = false
    }
  }

  #lost(wire: Wire): void {
    if (this.#wire !== wire) return
    this.#wire = undefined
    if (!this.#isClosed) this.#later()
  }

  #later(): void {
    clearTimeout(this.#again)
    if (this.#isClosed) return
    this.#again = setTimeout(() => void this.#open(), this.#pause).unref()
    this.#pause = Math.min(latest, this.#pause * 2)
  }

  /** Listens, and only then says that it does; what was told before that is looked for. */
  async #begin(wire: Wire, channels: readonly string[]): Promise<void> {
    for (const channel of channels) {
      const entry = this.#channels.get(channel)
      if (entry === undefined) continue
      try {
        await askOn(wire, `listen ${channel}; select pg_advisory_lock_shared(${entry.key})`)
      } catch {
        // The connection is broken, which is mended; or the server refuses, and they look by themselves.
        return
      }
      this.#tell(channel)
    }
  }

  #end(channel: string): void {
    const entry = this.#channels.get(channel)
    if (entry === undefined || entry.listeners.size > 0) return
    this.#channels.delete(channel)
    const wire = this.#wire
    if (wire === undefined) return
    if (this.#channels.size === 0) {
      this.#wire = undefined
      return wire.destroy()
    }
    askOn(wire, `unlisten ${channel}; select pg_advisory_unlock_shared(${entry.key})`).catch(
      () =>
        // What cannot be taken back is told in vain.
        undefined,
    )
  }

  #tell(channel: string): void {
    for (const heard of this.#channels.get(channel)?.listeners ?? []) heard()
  }
}
