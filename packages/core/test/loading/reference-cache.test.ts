import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { referenceCache, type ReferenceCache } from '@holdfast/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

interface Rates {
  readonly by: Map<string, number>
  readonly list: { rate: number }[]
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A source that counts what is read, and can be held or made to fail. */
const source = () => {
  const waiting: (() => void)[] = []
  const self = {
    loads: 0,
    isHeld: false,
    failure: undefined as Error | undefined,
    load: async (): Promise<number> => {
      self.loads += 1
      const load = self.loads
      if (self.isHeld) await new Promise<void>((resolve) => waiting.push(resolve))
      if (self.failure !== undefined) throw self.failure
      return load
    },
    release: () => waiting.splice(0).forEach((resolve) => resolve()),
  }
  return self
}

const opened: ReferenceCache<unknown>[] = []
const kept = <T>(cache: ReferenceCache<T>): ReferenceCache<T> => {
  opened.push(cache)
  return cache
}

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(opened.splice(0).map((cache) => cache.dispose()))
})

describe('referenceCache()', () => {
  test('loads, checks and builds, and gives one frozen whole', async () => {
    const cache = kept(
      await referenceCache({
        load: () => ({ eur: 1, usd: 2 }),
        validate: {
          '~standard': {
            version: 1,
            vendor: 'test',
            validate: (value) => ({ value: Object.entries(value as Record<string, number>) }),
          },
        },
        build: (entries): Rates => ({
          by: new Map(entries),
          list: entries.map(([, rate]) => ({ rate })),
        }),
      }),
    )
    const { version, value } = cache.snapshot()
    expect(version).toBe(1)
    expect(value.by.get('usd')).toBe(2)
    expect(() => value.by.set('usd', 3)).toThrow(TypeError)
    expect(() => value.list.push({ rate: 3 })).toThrow(TypeError)
    expect(() => Object.assign(value.list.at(0) as object, { rate: 3 })).toThrow(TypeError)
    expect(cache.current).toBe(value)
    expect(cache.state()).toMatchObject({ version: 1, isLoading: false, error: undefined })
  })

  test('rejects when the first version cannot be loaded, and keeps nothing running', async () => {
    const failure = new Error('no source')
    await expect(referenceCache({ load: () => Promise.reject(failure), refreshEvery: 1 })).rejects.toBe(
      failure,
    )
    await expect(
      referenceCache({ load: () => new Promise(() => undefined), hardTimeout: 1 }),
    ).rejects.toThrow('1 ms')
  })

  test('keeps the old version when a load fails, says so, and forgets it at the next that succeeds', async () => {
    const from = source()
    const cache = kept(await referenceCache({ load: from.load, build: (n) => ({ n }) }))
    from.failure = new Error('no source')
    await expect(cache.refresh()).rejects.toBe(from.failure)
    expect(cache.current).toStrictEqual({ n: 1 })
    expect(cache.state()).toMatchObject({ version: 1, error: from.failure, failedAt: expect.any(Date) })
    from.failure = undefined
    expect((await cache.refresh()).value).toStrictEqual({ n: 3 })
    expect(cache.state()).toMatchObject({ version: 2, error: undefined, failedAt: undefined })
  })

  test('fails a load that takes longer than hardTimeout, and what it gives later is nobody’s', async () => {
    const from = source()
    const cache = kept(await referenceCache({ load: from.load, hardTimeout: 5 }))
    from.isHeld = true
    await expect(cache.refresh()).rejects.toMatchObject({ code: 'timeout' })
    expect(cache.state()).toMatchObject({ version: 1, isLoading: false, error: { code: 'timeout' } })
    from.release()
    await turns()
    expect(cache.current).toBe(1)
  })

  test('loads once for all who ask at a time, and once more for all who ask meanwhile', async () => {
    const from = source()
    const cache = kept(await referenceCache({ load: from.load }))
    from.isHeld = true
    const first = Array.from({ length: 10 }, () => cache.refresh())
    await turns()
    expect(from.loads).toBe(2)
    const second = Array.from({ length: 10 }, () => cache.refresh())
    await turns()
    expect(from.loads).toBe(2)
    from.isHeld = false
    from.release()
    expect(new Set((await Promise.all(first)).map(({ value }) => value))).toStrictEqual(new Set([2]))
    expect(new Set((await Promise.all(second)).map(({ value }) => value))).toStrictEqual(new Set([3]))
  })

  test('refreshes by time, after each load, until it is disposed', async () => {
    vi.useFakeTimers()
    const from = source()
    const cache = kept(await referenceCache({ load: from.load, refreshEvery: 1_000 }))
    await vi.advanceTimersByTimeAsync(999)
    expect(cache.current).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(cache.current).toBe(2)
    from.failure = new Error('no source')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(cache.state()).toMatchObject({ version: 2, error: from.failure })
    from.failure = undefined
    await vi.advanceTimersByTimeAsync(1_000)
    expect(cache.current).toBe(4)
    await cache.dispose()
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(from.loads).toBe(4)
    expect(cache.current).toBe(4)
    await expect(cache.refresh()).rejects.toMatchObject({ code: 'closed' })
  })

  test('refreshes when a function or an iterable says so, and listens no more when it is disposed', async () => {
    let changed: () => void = () => undefined
    let stopped = 0
    const from = source()
    const one = kept(
      await referenceCache({
        load: from.load,
        refreshOn: (wake) => {
          changed = wake
          return () => (stopped += 1)
        },
      }),
    )
    changed()
    await turns()
    expect(one.current).toBe(2)
    await one.dispose()
    changed()
    await turns()
    expect([from.loads, stopped]).toStrictEqual([2, 1])

    const lost = new Error('the connection is gone')
    const changes = async function* (): AsyncGenerator<string> {
      yield 'first'
      throw lost
    }
    const two = kept(await referenceCache({ load: () => 1, refreshOn: changes() }))
    await turns()
    expect(two.state().error).toBe(lost)
  })

  test('aborts the load that runs when it is disposed', async () => {
    const from = source()
    const cache = kept(await referenceCache({ load: from.load }))
    from.isHeld = true
    const refreshing = cache.refresh()
    await turns()
    await cache.dispose()
    await expect(refreshing).rejects.toMatchObject({ code: 'cancelled' })
    from.release()
    await turns()
    expect(cache.current).toBe(1)
  })

  test('shows readers one version at a time, never parts of two', async () => {
    let n = 0
    const cache = kept(
      await referenceCache({
        load: async () => {
          n += 1
          const left = n
          await Promise.resolve()
          return { left, right: left, deep: { same: left } }
        },
      }),
    )
    const refreshing = Array.from({ length: 200 }, async (_, index) => {
      for (let wait = 0; wait < index % 7; wait += 1) await Promise.resolve()
      await cache.refresh()
    })
    for (let look = 0; look < 500; look += 1) {
      const { left, right, deep } = cache.current
      expect([right, deep.same]).toStrictEqual([left, left])
      await Promise.resolve()
    }
    await Promise.all(refreshing)
  })

  test('lets earlier versions go: memory does not grow over 10 000 refreshes', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const versions: WeakRef<object>[] = []
    const cache = kept(
      await referenceCache({
        load: () => {
          const value = { bytes: Array.from({ length: 10 }, (_, index) => ({ index })) }
          versions.push(new WeakRef(value))
          return value
        },
      }),
    )
    const refreshed = async (refreshes: number): Promise<void> => {
      for (let count = 0; count < refreshes; count += 1) await cache.refresh()
      await turns()
      collect()
    }
    await refreshed(10_000)
    expect(cache.snapshot().version).toBe(10_001)
    const alive = versions.filter((version) => version.deref() !== undefined)
    expect(alive.length).toBeLessThanOrEqual(2)
  })

  test('refuses what can never be right', async () => {
    const load = () => 1
    for (const wrong of [
      undefined,
      {},
      { load, refreshEvery: -1 },
      { load, hardTimeout: 'x' },
      { load, refreshOn: 7 },
      { load, validate: {} },
      { load, build: 1 },
      { load, every: 1 },
    ])
      await expect(referenceCache(wrong as never)).rejects.toThrow(/Cannot load reference data/)
  })
})
