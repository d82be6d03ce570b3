import { setMaxListeners } from 'node:events'
import type { LoadContext } from '../contracts/cache.ts'
import type {
  Reference,
  ReferenceCache,
  ReferenceOptions,
  ReferenceState,
} from '../contracts/reference-cache.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import { applySchema } from '../door/schema.ts'
import { HoldfastError } from '../errors.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { LoadPlan } from './load-plan.ts'
import { LoadRoom } from './load-room.ts'
import { Loading } from './loading.ts'
import { ReferenceSlot } from './reference-slot.ts'
import { listenTo } from './refresh-source.ts'

const action = 'load reference data'
const known = ['load', 'validate', 'build', 'refreshEvery', 'refreshOn', 'hardTimeout'] as const

/**
 * Loads reference data and resolves when the first version is there; rejects when that cannot be loaded. See `ReferenceCache`.
 *
 * No database is needed. With one, `refreshOn: db.keyValue('settings').watch(['rates'])` follows its changes.
 */
export const referenceCache = async <Loaded, Valid = Loaded, Built = Valid>(
  options: ReferenceOptions<Loaded, Valid, Built>,
): Promise<ReferenceCache<Built>> => {
  checkOptions(options, known, action)
  if (typeof options?.load !== 'function') throw new TypeError(`Cannot ${action}: give load`)
  const { validate, build, refreshEvery, hardTimeout, refreshOn } = options
  if (validate !== undefined && typeof validate['~standard']?.validate !== 'function')
    throw new TypeError(`Cannot ${action}: validate must be a Standard Schema`)
  if (build !== undefined && typeof build !== 'function')
    throw new TypeError(`Cannot ${action}: build must be a function`)
  if (
    refreshOn !== undefined &&
    typeof refreshOn !== 'function' &&
    typeof refreshOn[Symbol.asyncIterator] !== 'function'
  )
    throw new TypeError(`Cannot ${action}: refreshOn must be an async iterable or a function`)
  if (refreshEvery !== undefined) checkMilliseconds(refreshEvery, `${action} with refreshEvery`)
  if (hardTimeout !== undefined) checkMilliseconds(hardTimeout, `${action} with hardTimeout`)
  const cache = new LoadedReference(options)
  await cache.refresh()
  cache.follow()
  return cache
}

class LoadedReference<Loaded, Valid, Built> implements ReferenceCache<Built> {
  readonly #options: ReferenceOptions<Loaded, Valid, Built>
  readonly #slot = new ReferenceSlot<Built>()
  readonly #loading = new Loading(this.#slot, new LoadRoom<Reference<Built>>())
  readonly #giveUp = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #stop: (() => Promise<void>) | undefined

  /** What ended the listening. */
  #deaf: { readonly error: unknown; readonly at: Date } | undefined

  constructor(options: ReferenceOptions<Loaded, Valid, Built>) {
    this.#options = options
    // Every caller of refresh() listens.
    setMaxListeners(0, this.#giveUp.signal)
  }

  get current(): Built {
    return this.snapshot().value
  }

  snapshot(): Reference<Built> {
    return this.#slot.reference!
  }

  state(): ReferenceState {
    const { version, loadedAt } = this.snapshot()
    const failure = this.#slot.failure ?? this.#deaf
    return {
      version,
      loadedAt,
      isLoading: this.#slot.isLoading,
      error: failure?.error,
      failedAt: failure?.at,
    }
  }

  async refresh(): Promise<Reference<Built>> {
    if (this.#giveUp.signal.aborted)
      throw new HoldfastError('closed', `Cannot ${action}: the cache has been disposed`)
    this.#slot.changed()
    clearTimeout(this.#timer)
    try {
      // The loader gives one, or fails.
      return (await this.#loading.obtain({
        key: '',
        plan: this.#plan,
        call: { action, signal: this.#giveUp.signal },
        load: (context) => this.#load(context),
      }))!
    } finally {
      this.#wait()
    }
  }

  /** Begins to listen and to count the time, once there is a first version. */
  follow(): void {
    const { refreshOn } = this.#options
    if (refreshOn === undefined) return
    this.#stop = listenTo(
      refreshOn,
      () => this.#refreshBehind(),
      (error) => {
        this.#deaf = { error, at: new Date() }
      },
    )
  }

  async dispose(): Promise<void> {
    this.#giveUp.abort()
    clearTimeout(this.#timer)
    await this.#stop?.()
    this.#stop = undefined
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** What fails is told by `state()`. */
  #refreshBehind(): void {
    if (!this.#giveUp.signal.aborted) void this.refresh().catch(() => undefined)
  }

  #wait(): void {
    const { refreshEvery } = this.#options
    clearTimeout(this.#timer)
    if (refreshEvery === undefined || this.#giveUp.signal.aborted || this.#slot.reference === undefined)
      return
    this.#timer = setTimeout(() => this.#refreshBehind(), refreshEvery)
    this.#timer.unref()
  }

  async #load(context: LoadContext): Promise<Reference<Built>> {
    context.signal.addEventListener('abort', () => this.#slot.failed(context.signal.reason), { once: true })
    try {
      const { load, validate, build } = this.#options
      const loaded: unknown = await load(context)
      const valid = (validate === undefined ? loaded : await applySchema(validate, loaded, action)) as Valid
      const value = (build === undefined ? valid : await build(valid)) as Built
      return { version: this.#slot.nextVersion, loadedAt: new Date(), value: deepFreeze(value) }
    } catch (error) {
      this.#slot.failed(error)
      throw error
    }
  }

  get #plan(): LoadPlan {
    const { hardTimeout } = this.#options
    return {
      life: { ttl: null, grace: 0 },
      softTimeout: undefined,
      hardTimeout,
      backoff: 0,
      coordinate: 'process',
      lease: 2_147_483_647,
    }
  }
}
