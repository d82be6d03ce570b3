import { createHash } from 'node:crypto'
import type { Cache, Memoized, MemoizeOptions } from '../contracts/cache.ts'
import type { Key } from '../contracts/key-value.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { encodeJson } from '../door/json.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'

/** Longer arguments are known by their hash. */
const longestText = 256
const longestArguments = 1_000_000

/** A function over `getOrSet`. */
export const memoize = <V, A extends readonly unknown[], R extends V>(
  cache: Cache<V>,
  fn: (...values: A) => MaybePromise<R>,
  options: MemoizeOptions<A> | undefined,
  known: readonly string[],
  action: string,
): Memoized<A, R> => {
  checkOptions(options, ['name', 'key', ...known], action)
  if (typeof fn !== 'function') throw new TypeError(`Cannot ${action}: give a function`)
  const { name = fn.name, key, ...load } = options ?? {}
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`Cannot ${action}: the function has no name of its own, so give one`)
  if (key !== undefined && typeof key !== 'function')
    throw new TypeError(`Cannot ${action}: key must be a function`)
  const keyOf = (values: A): Key => {
    if (key === undefined) return [name, argumentsKey(values, action)]
    const made: unknown = key(...values)
    encodeKey(made, action)
    return typeof made === 'string' ? [name, made] : [name, ...(made as readonly string[])]
  }
  const memoized = async (...values: A): Promise<R> =>
    cache.getOrSet(keyOf(values), () => fn(...values), load)
  return Object.assign(memoized, {
    delete: async (...values: A): Promise<void> => cache.delete(keyOf(values)),
    clear: (): Promise<number> => cache.deleteByPrefix([name]),
  })
}

const argumentsKey = (values: readonly unknown[], action: string): string => {
  // An optional argument may be left out or given as undefined.
  const given = values.slice(0, values.findLastIndex((value) => value !== undefined) + 1)
  const text = encodeJson(given, longestArguments, action)
  return text.length <= longestText ? text : createHash('sha256').update(text).digest('base64url')
}
