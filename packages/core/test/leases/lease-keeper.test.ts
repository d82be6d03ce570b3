import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hasCode } from '../../src/errors.ts'
import { LeaseKeeper } from '../../src/leases/lease-keeper.ts'

const ttl = 900

const keeper = (extend: () => Promise<boolean>, keepAlive: boolean): LeaseKeeper =>
  new LeaseKeeper({ ttl, since: Date.now(), clock: Date.now, action: 'keep it', extend }, keepAlive)

describe('LeaseKeeper', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('LeaseKeeper extends at every third of the ttl until it is stopped', async () => {
    let extended = 0
    const kept = keeper(async () => (extended += 1) > 0, true)
    await vi.advanceTimersByTimeAsync(ttl * 4)
    expect(extended).toBe(12)
    expect(kept.signal.aborted).toBe(false)
    kept.stop()
    await vi.advanceTimersByTimeAsync(ttl * 4)
    expect(extended).toBe(12)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('LeaseKeeper aborts its signal with lease-lost as soon as an extension is refused', async () => {
    const kept = keeper(async () => false, true)
    await vi.advanceTimersByTimeAsync(ttl / 3)
    expect(kept.signal.aborted).toBe(true)
    expect(hasCode(kept.signal.reason, 'lease-lost')).toBe(true)
    expect(() => kept.check()).toThrow(expect.objectContaining({ code: 'lease-lost' }))
    expect(vi.getTimerCount()).toBe(0)
  })

  test('LeaseKeeper tries again after an extension that failed, and is lost when none succeeds in time', async () => {
    let tries = 0
    const kept = keeper(() => Promise.reject(new Error(`try ${(tries += 1)}`)), true)
    await vi.advanceTimersByTimeAsync(ttl - 1)
    expect([tries, kept.signal.aborted]).toStrictEqual([2, false])
    await vi.advanceTimersByTimeAsync(1)
    expect([tries, kept.signal.aborted]).toStrictEqual([2, true])
  })

  test('LeaseKeeper waits no shorter when the clock was set back by years', async () => {
    let looks = 0
    const clock = (): number => {
      looks += 1
      return looks === 1 ? 0 : -100_000_000_000
    }
    const kept = new LeaseKeeper({ ttl, since: 0, clock, action: 'keep it', extend: async () => true }, false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([kept.signal.aborted, looks]).toStrictEqual([false, 3])
    kept.stop()
  })

  test('LeaseKeeper that keeps nothing alive is lost at its ttl', async () => {
    const kept = keeper(async () => true, false)
    await vi.advanceTimersByTimeAsync(ttl - 1)
    kept.check()
    expect(kept.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(kept.signal.aborted).toBe(true)
  })
})
