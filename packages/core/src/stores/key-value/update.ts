import type { Call } from '../../database/executor.ts'
import { pause } from '../../database/retry.ts'
import { HoldfastError } from '../../errors.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import type { KeyValueAccess } from './access.ts'

/** Races that may be lost before the caller is told. */
const attempts = 100

export interface Update<V> {
  readonly key: string
  readonly ttl: number | null
  readonly keepsExpiry: boolean
  readonly change: (current: V | undefined) => V | undefined | Promise<V | undefined>
}

/** Reads, changes, and writes if nobody else wrote in between; else again. Rivals spread by a random pause. */
export const update = async <V>(
  { executor, operations, values }: KeyValueAccess<V>,
  { key, ttl, keepsExpiry, change }: Update<V>,
  call: Call,
): Promise<V | undefined> => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const entry = await executor.read(operations.entry<V>(key), call)
    const current = entry === undefined ? undefined : await values.check(entry.value, call.action)
    const next = await change(current)
    if (next === undefined) return current
    const encoded = await values.encode(next, call.action)
    const version = versionStamp(executor)
    const write =
      entry === undefined
        ? operations.setIfAbsent(key, encoded, version, ttl)
        : keepsExpiry
          ? operations.replaceIfVersion(key, encoded, version, entry.version)
          : operations.setIfVersion(key, encoded, version, ttl, entry.version)
    const { ok } = await executor.write(write, call)
    if (ok) return JSON.parse(encoded.text) as V
    await pause(Math.min(attempt, 4), (bytes) => executor.random(bytes), call.signal)
  }
  throw new HoldfastError('conflict', `Cannot ${call.action}: other writers won all of ${attempts} races`, {
    retryable: true,
  })
}
