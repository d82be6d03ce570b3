import type { CacheOptions, GetOrSetOptions, LifeOptions } from '../contracts/cache.ts'
import { checkAge, checkLimit, checkMilliseconds, checkTtl } from '../door/duration.ts'
import { encodeKey } from '../door/key.ts'
import { checkLeaseTtl, defaultLeaseTtl } from '../leases/lease-ttl.ts'
import type { LoadPlan } from './load-plan.ts'
import type { Life } from './load-storage.ts'

export const lifeOptions = ['ttl', 'grace', 'jitter'] as const
export const loadOptions: readonly string[] = [
  ...lifeOptions,
  'softTimeout',
  'staleWhileRevalidate',
  'hardTimeout',
  'backoff',
  'coordinate',
  'lease',
]

const mostTags = 64
const defaultBackoff = 10_000

/** The life of one write. Throws `TypeError`, `RangeError`. */
export const lifeOf = (
  { ttl = null, grace, jitter = 0 }: LifeOptions,
  random: (bytes: number) => Uint8Array,
  action: string,
): Life => {
  const checked = checkTtl(ttl, action)
  if (typeof jitter !== 'number') throw new TypeError(`Cannot ${action}: jitter must be a number`)
  if (!(jitter >= 0 && jitter <= 1)) throw new RangeError(`Cannot ${action}: jitter must be from 0 to 1`)
  return {
    ttl: checked === null || jitter === 0 ? checked : shortened(checked, jitter, random),
    grace: grace === undefined ? 0 : checkAge(grace, `${action} with grace`),
  }
}

const shortened = (ttl: number, jitter: number, random: (bytes: number) => Uint8Array): number => {
  const share = Buffer.from(random(4)).readUInt32LE() / 2 ** 32
  return Math.max(1, Math.round(ttl * (1 - jitter * share)))
}

/** Throws `TypeError`, `RangeError`. */
export const planOf = (
  options: CacheOptions<unknown> & GetOrSetOptions,
  random: (bytes: number) => Uint8Array,
  action: string,
): LoadPlan => {
  const { softTimeout, staleWhileRevalidate, hardTimeout, backoff, coordinate = 'cluster', lease } = options
  if (staleWhileRevalidate !== undefined && typeof staleWhileRevalidate !== 'boolean')
    throw new TypeError(`Cannot ${action}: staleWhileRevalidate must be a boolean`)
  if (coordinate !== 'process' && coordinate !== 'cluster')
    throw new TypeError(`Cannot ${action}: coordinate must be "process" or "cluster"`)
  const soft = softTimeout ?? (staleWhileRevalidate === true ? 0 : undefined)
  return {
    life: lifeOf(options, random, action),
    softTimeout: soft === undefined ? undefined : checkMilliseconds(soft, `${action} with softTimeout`),
    hardTimeout:
      hardTimeout === undefined ? undefined : checkMilliseconds(hardTimeout, `${action} with hardTimeout`),
    backoff: checkAge(backoff ?? defaultBackoff, `${action} with backoff`),
    coordinate,
    lease: checkLeaseTtl(lease ?? defaultLeaseTtl, `${action} with lease`),
  }
}

/** The tags of a write, each once, encoded. Throws as `encodeKey`. */
export const tagsOf = (tags: unknown, action: string): readonly string[] => {
  if (tags === undefined) return []
  if (!Array.isArray(tags)) throw new TypeError(`Cannot ${action}: tags must be an array of strings`)
  const encoded = new Set(tags.map((tag: unknown) => tagOf(tag, action)))
  if (encoded.size > mostTags)
    throw new RangeError(`Cannot ${action}: ${encoded.size} tags are more than the ${mostTags} allowed`)
  return [...encoded]
}

const tagOf = (tag: unknown, action: string): string => {
  if (typeof tag !== 'string') throw new TypeError(`Cannot ${action}: a tag must be a string`)
  return encodeKey(tag, action)
}

export const pruneOf = (
  options: { readonly limit?: number; readonly budget?: number } | undefined,
  action: string,
): { readonly limit: number; readonly budget: number } => ({
  limit: checkLimit(options?.limit ?? 10_000, action, 1_000_000),
  budget: checkMilliseconds(options?.budget ?? 1_000, `${action} with budget`),
})
