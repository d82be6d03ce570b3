import type { Key } from '../../contracts/key-value.ts'
import type { Call, Executor } from '../../database/executor.ts'
import { compareBytes, encodeKey } from '../../door/key.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import type { KeyValueAccess } from './access.ts'
import type { Encoded } from '../keyed/values.ts'

/** Checks everything first, then writes all of it in one transaction, in key order so that rivals cannot deadlock. */
export const setMany = async <V>(
  access: KeyValueAccess<V>,
  entries: Iterable<readonly [Key, V]>,
  ttl: number | null,
  call: Call,
): Promise<void> => {
  if (typeof entries !== 'object' || entries === null || !(Symbol.iterator in entries)) {
    throw new TypeError(`Cannot ${call.action}: entries must be an iterable of [key, value]`)
  }
  const encoded = new Map<string, Encoded>()
  for (const pair of entries) {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new TypeError(`Cannot ${call.action}: each entry must be [key, value]`)
    const [key, value] = pair as [Key, V]
    const text = access.values.encode(value, call.action)
    encoded.set(encodeKey(key, call.action), text instanceof Promise ? await text : text)
  }
  if (encoded.size === 0) return
  const sorted = [...encoded].sort(([a], [b]) => compareBytes(a, b))
  const write = (inner: Executor): Promise<void> => {
    const operations = access.inside(inner)
    return inner.writeAll(
      sorted.map(([key, value]) => operations.set(key, value, versionStamp(inner), ttl)),
      call,
    )
  }
  const { executor } = access
  if (executor.isTransaction) return write(executor)
  const signal = call.signal === undefined ? {} : { signal: call.signal }
  await executor.transaction(write, { isolation: 'read-committed', ...signal })
}
