import type { Entry, Key, KeyValue, Listing, ListOptions } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

type Store = KeyValue<unknown>

const textOf = (key: Key): string => (typeof key === 'string' ? key : key.join('\u0001'))

const byText = (left: Key, right: Key): number => (textOf(left) < textOf(right) ? -1 : 1)

/** A listing whose entries went through `change`. */
const changed = (
  listing: Listing<unknown>,
  change: (entries: Entry<unknown>[]) => Entry<unknown>[],
): Listing<unknown> => ({
  get cursor() {
    return listing.cursor
  },
  [Symbol.asyncIterator]: async function* () {
    const entries: Entry<unknown>[] = []
    for await (const entry of listing) entries.push(entry)
    yield* change(entries)
  },
})

const like = (prefix: string): RegExp =>
  new RegExp(
    `^${prefix
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}`,
    'is',
  )

export const keyValueSaboteurs: readonly Saboteur[] = [
  {
    title: 'set() loses every seventh write',
    caughtBy: 'key-value.key.hostile',
    make: () => {
      let count = 0
      return {
        keyValue: (store) => ({
          set: (key: Key, value: unknown, options?: object) =>
            (count += 1) % 7 === 0
              ? Promise.resolve({ ok: true as const, version: 'lost' })
              : store.set(key, value, options),
        }),
      }
    },
  },
  {
    title: 'set() answers before it writes',
    caughtBy: 'key-value.order.read-after-write',
    make: () => ({
      keyValue: (store) => ({
        set: async (key: Key, value: unknown, options?: object) => {
          setImmediate(() => void store.set(key, value, options).catch(() => undefined))
          return { ok: true as const, version: 'early' }
        },
      }),
    }),
  },
  {
    title: 'a ttl lasts one millisecond too long',
    caughtBy: 'key-value.expiry.seen-by-get',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options: { ttl?: number } = {}) =>
          store.set(key, value, options.ttl === undefined ? options : { ...options, ttl: options.ttl + 1 }),
      }),
    }),
  },
  {
    title: 'the injected clock is ignored',
    caughtBy: 'key-value.expiry.expires-at',
    make: () => ({
      environment: (environment) => ({ ...environment, clock: Date.now }),
    }),
  },
  {
    title: 'set() without ttl keeps the old expiry',
    caughtBy: 'key-value.expiry.replaced',
    make: () => ({
      keyValue: (store, { environment }) => ({
        set: async (key: Key, value: unknown, options: { ttl?: number } = {}) => {
          const until = (await store.entry(key))?.expiresAt
          const ttl =
            options.ttl ??
            (until === undefined ? undefined : until.getTime() - (environment.clock ?? Date.now)())
          return store.set(key, value, ttl === undefined ? options : { ...options, ttl })
        },
      }),
    }),
  },
  {
    title: 'ifVersion is ignored',
    caughtBy: 'key-value.if-version.one-winner',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options: { ttl?: number } = {}) =>
          store.set(key, value, options.ttl === undefined ? {} : { ttl: options.ttl }),
      }),
    }),
  },
  {
    title: 'ifAbsent looks first and writes then',
    caughtBy: 'key-value.if-absent.one-winner',
    make: () => ({
      keyValue: (store) => ({
        set: async (key: Key, value: unknown, { ifAbsent, ...options }: { ifAbsent?: true } = {}) =>
          ifAbsent === true && (await store.has(key))
            ? { ok: false as const }
            : store.set(key, value, options),
      }),
    }),
  },
  {
    title: 'a version is a number that counts from 1 again after a delete',
    caughtBy: 'key-value.version.never-reused',
    make: () => {
      const counts = new Map<string, number>()
      return {
        keyValue: (store) => ({
          set: async (key: Key, value: unknown) => {
            await store.set(key, value)
            counts.set(textOf(key), (counts.get(textOf(key)) ?? 0) + 1)
            return { ok: true as const, version: String(counts.get(textOf(key))) }
          },
          delete: (key: Key) => {
            counts.delete(textOf(key))
            return store.delete(key)
          },
        }),
      }
    },
  },
  {
    title: 'values are shared by reference',
    caughtBy: 'key-value.value.copy-after-get',
    make: () => {
      const values = new Map<string, unknown>()
      return {
        keyValue: (store) => ({
          set: (key: Key, value: unknown) => {
            values.set(textOf(key), value)
            return store.set(key, value)
          },
          get: async (key: Key) => values.get(textOf(key)),
        }),
      }
    },
  },
  {
    title: 'increment() reads and then writes',
    caughtBy: 'key-value.increment.concurrent',
    make: () => ({
      keyValue: (store) => ({
        increment: async (key: Key, by = 1) => {
          const sum = Number((await store.get(key)) ?? 0) + by
          await store.set(key, sum)
          return sum
        },
      }),
    }),
  },
  {
    title: 'setMany() keeps the first value of a repeated key',
    caughtBy: 'key-value.set-many.last-wins',
    make: () => ({
      keyValue: (store) => ({
        setMany: (entries: Iterable<readonly [Key, unknown]>, options?: object) =>
          store.setMany([...entries].reverse(), options),
      }),
    }),
  },
  {
    title: 'setMany() writes one after the other, without a transaction',
    caughtBy: 'key-value.set-many.all-or-none',
    make: () => ({
      keyValue: (store) => ({
        setMany: async (entries: Iterable<readonly [Key, unknown]>) => {
          for (const [key, value] of entries) await store.set(key, value)
        },
      }),
    }),
  },
  {
    title: 'setMany() takes its rows in the order of the call and gives up on a deadlock',
    caughtBy: 'key-value.set-many.opposite-orders',
    needs: ['concurrentWriters'],
    make: () => ({
      keyValue: (_, { db, isTransaction }) =>
        isTransaction
          ? {}
          : {
              setMany: (entries: Iterable<readonly [Key, unknown]>) =>
                db.transaction(
                  async (tx) => {
                    for (const [key, value] of entries) await tx.keyValue<unknown>('unsorted').set(key, value)
                  },
                  { retries: 0 },
                ),
            },
    }),
  },
  {
    title: 'getMany() answers in the order of the keys',
    caughtBy: 'key-value.get-many.order',
    make: () => ({
      keyValue: (store) => ({ getMany: (keys: readonly Key[]) => store.getMany([...keys].sort(byText)) }),
    }),
  },
  {
    title: 'list() orders as JavaScript does, by UTF-16 units',
    caughtBy: 'key-value.key.byte-order',
    make: () => ({
      keyValue: (store) => ({
        list: (options?: ListOptions) =>
          changed(store.list(options), (entries) =>
            entries.sort((left, right) => (textOf(left.key) < textOf(right.key) ? -1 : 1)),
          ),
      }),
    }),
  },
  {
    title: 'list() with a cursor begins with the entry that it ended with',
    caughtBy: 'key-value.page.walk',
    make: () => {
      let last: Entry<unknown> | undefined
      return {
        keyValue: (store) => ({
          list: (options: ListOptions = {}) =>
            changed(store.list(options), (entries) => {
              const page =
                options.cursor === undefined || last === undefined
                  ? entries
                  : [last, ...entries].slice(0, options.limit)
              last = page.at(-1)
              return page
            }),
        }),
      }
    },
  },
  {
    title: 'a prefix is a LIKE pattern',
    caughtBy: 'key-value.delete-prefix.exact',
    make: () => ({
      keyValue: (store) => ({
        deletePrefix: async (prefix: Key) => {
          let count = 0
          for await (const { key } of store.list()) {
            if (like(textOf(prefix)).test(textOf(key)) && (await store.delete(key))) count += 1
          }
          return count
        },
      }),
    }),
  },
  {
    title: 'prune() removes what has not expired',
    caughtBy: 'key-value.prune.counts',
    make: () => ({ keyValue: (store) => ({ prune: () => store.clear() }) }),
  },
  {
    title: 'atomic() does not look at its checks',
    caughtBy: 'key-value.atomic.checks',
    make: () => ({
      keyValue: (store) => ({
        atomic: () => {
          const atomic = store.atomic()
          const unchecked: ReturnType<Store['atomic']> = {
            check: () => unchecked,
            set: (key, value, options) => (atomic.set(key, value, options), unchecked),
            delete: (key) => (atomic.delete(key), unchecked),
            increment: (key, by) => (atomic.increment(key, by), unchecked),
            commit: () => atomic.commit(),
          }
          return unchecked
        },
      }),
    }),
  },
  {
    title: 'NaN becomes null',
    caughtBy: 'key-value.value.refuses-NaN',
    make: () => ({
      keyValue: (store) => ({
        set: (key: Key, value: unknown, options?: object) =>
          store.set(key, Number.isNaN(value) ? null : value, options),
      }),
    }),
  },
  {
    title: 'update() drops the expiry of an entry',
    caughtBy: 'differential.key-value',
    make: () => ({
      keyValue: (store) => ({
        update: async (key: Key, change: (value: unknown) => unknown) => {
          const value = await change(await store.get(key))
          if (value === undefined) return store.get(key)
          await store.set(key, value)
          return value
        },
      }),
    }),
  },
]
