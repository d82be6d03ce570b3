import type {
  Cache,
  CacheOptions,
  CacheWriteOptions,
  GetOrSetOptions,
  Key,
  Loader,
  Session,
} from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { replaced, type Spoil } from './spoil.ts'

/** Caches with some members replaced, on the database and in transactions. */
const spoiledCache = (members: (cache: Cache) => object): (() => Spoil) => {
  const session: Spoil['session'] = (inside: Session) => ({
    cache: (name: string, options?: CacheOptions<unknown>) => {
      const cache = inside.cache(name, options)
      return replaced(cache, members(cache))
    },
  })
  return () => ({ session })
}

type GetOrSet = (key: Key, loader: Loader<unknown>, options?: GetOrSetOptions) => Promise<unknown>

/** Looks, loads and stores, with nothing that says who does. */
const naive =
  (cache: Cache): GetOrSet =>
  async (key, loader, { ttl, grace, tags } = {}) => {
    const found = await cache.get(key)
    if (found !== undefined) return found
    const value = await loader({ signal: new AbortController().signal })
    const life = { ...(ttl === undefined ? {} : { ttl }), ...(grace === undefined ? {} : { grace }) }
    if (value !== undefined) await cache.set(key, value, { ...life, ...(tags === undefined ? {} : { tags }) })
    return value
  }

export const cacheSaboteurs: readonly Saboteur[] = [
  {
    title: 'every caller of a cold key loads it',
    caughtBy: 'cache.load.single-flight',
    make: spoiledCache((cache) => ({ getOrSet: naive(cache) })),
  },
  ...['delete', 'deleteByPrefix', 'deleteByTag', 'clear', 'set'].map((way): Saboteur => ({
    title: `what was loaded is stored although ${way}() came in between`,
    caughtBy: `cache.discards.${way}`,
    make: spoiledCache((cache) => ({ getOrSet: naive(cache) })),
  })),
  {
    title: 'who comes after an invalidation is given the load that runs',
    caughtBy: 'cache.discards.later-callers',
    make: () => {
      const running = new Map<string, Promise<unknown>>()
      return spoiledCache((cache) => ({
        getOrSet: (key: Key, loader: Loader<unknown>, options?: GetOrSetOptions) => {
          const name = JSON.stringify(key)
          const load = running.get(name) ?? cache.getOrSet(key, loader, options)
          running.set(name, load)
          return load.finally(() => running.delete(name))
        },
      }))()
    },
  },
  {
    title: 'a null that was loaded is loaded again',
    caughtBy: 'cache.load',
    make: spoiledCache((cache) => ({
      getOrSet: async (key: Key, loader: Loader<unknown>, options?: GetOrSetOptions) =>
        (await cache.getOrSet(key, async (context) => (await loader(context)) ?? undefined, options)) ?? null,
    })),
  },
  {
    title: 'deleteByTag() forgets the second tag',
    caughtBy: 'cache.tags',
    make: spoiledCache((cache) => ({
      set: (key: Key, value: unknown, options?: CacheWriteOptions) =>
        cache.set(
          key,
          value,
          options?.tags === undefined ? options : { ...options, tags: options.tags.slice(0, 1) },
        ),
    })),
  },
  {
    title: 'a value lives one millisecond too long',
    caughtBy: 'cache.ttl',
    make: spoiledCache((cache) => ({
      set: (key: Key, value: unknown, options: CacheWriteOptions = {}) =>
        cache.set(
          key,
          value,
          typeof options.ttl === 'number' ? { ...options, ttl: options.ttl + 1 } : options,
        ),
    })),
  },
]
