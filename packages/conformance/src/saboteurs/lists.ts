import type { Entry, Key, Listing, ListOptions } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { textOf } from './text-of-key.ts'

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

export const listSaboteurs: readonly Saboteur[] = [
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
]
