import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { currentAttribution, withAttribution } from '../../src/attribution/attribution.ts'
import { HoldfastError } from '../../src/errors.ts'

describe('withAttribution()', () => {
  test('currentAttribution() is empty outside of any', () => {
    expect(currentAttribution()).toEqual({})
  })

  test('withAttribution() crosses awaits, timers and promises', async () => {
    const seen = await withAttribution({ actor: 'ann', requestId: 'r1' }, async () => {
      await turn()
      const later = await turn().then(() => currentAttribution())
      return [currentAttribution(), later]
    })
    expect(seen).toEqual([
      { actor: 'ann', requestId: 'r1' },
      { actor: 'ann', requestId: 'r1' },
    ])
    expect(currentAttribution()).toEqual({})
  })

  test('withAttribution() keeps what an outer one says and the inner one leaves out or undefined', () => {
    const given = withAttribution({ actor: 'ann', reason: 'request', ip: '::1' }, () =>
      withAttribution(
        { actor: 'job', requestId: 'r2', ...({ reason: undefined } as object) },
        currentAttribution,
      ),
    )
    expect(given).toEqual({ actor: 'job', reason: 'request', ip: '::1', requestId: 'r2' })
  })

  test('withAttribution() does not show callers side by side to each other', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `actor ${index}`)
    const seen = await Promise.all(
      names.map((actor) =>
        withAttribution({ actor }, async () => {
          for (let round = 0; round < 5; round++) await turn()
          return currentAttribution().actor
        }),
      ),
    )
    expect(seen).toEqual(names)
  })

  test('withAttribution() lets work that outlives it keep the attribution', async () => {
    let later: Promise<string | undefined> = Promise.resolve(undefined)
    withAttribution({ actor: 'ann' }, () => {
      later = turn().then(() => currentAttribution().actor)
    })
    await turn()
    expect(await later).toBe('ann')
  })

  test('withAttribution() refuses what it does not know before the function runs', () => {
    let runs = 0
    const run = (given: unknown): void => withAttribution(given as never, () => void runs++)
    expect(() => run({ user: 'ann' })).toThrow(/there is no option "user"/)
    expect(() => run(undefined)).toThrow(TypeError)
    expect(() => run({ actor: 7 })).toThrow(TypeError)
    expect(() => run({ actor: '' })).toThrow(TypeError)
    expect(() => withAttribution({ actor: 'ann' }, undefined as never)).toThrow(TypeError)
    for (const [given, code] of [
      [{ actor: 'a'.repeat(256) }, 'too-large'],
      [{ reason: 'é'.repeat(2_049) }, 'too-large'],
      [{ requestId: 'a\u0000' }, 'invalid-value'],
      [{ ip: '\ud800' }, 'invalid-value'],
    ] as const) {
      let thrown: unknown
      try {
        run(given)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(HoldfastError)
      expect((thrown as HoldfastError).code).toBe(code)
    }
    expect(runs).toBe(0)
  })

  test('withAttribution() gives a value that nobody can change afterwards', () => {
    withAttribution({ actor: 'ann' }, () => {
      expect(Object.isFrozen(currentAttribution())).toBe(true)
    })
  })
})
