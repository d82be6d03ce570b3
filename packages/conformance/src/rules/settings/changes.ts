import { defineSetting } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred, type Deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

/** Hears of values, and can be waited for. */
const hearing = <V>() => {
  const heard: V[] = []
  const waiting = new Map<number, Deferred<void>>()
  return {
    heard,
    listener: (value: V): void => {
      heard.push(value)
      waiting.get(heard.length)?.resolve()
    },
    times: (count: number): Promise<void> => {
      const wait = waiting.get(count) ?? deferred()
      waiting.set(count, wait)
      if (heard.length >= count) wait.resolve()
      return wait.promise
    },
  }
}

const size = defineSetting('size', { default: 10 })

export const settingChanges: readonly Rule[] = [
  rule({
    id: 'settings.on-change',
    title: 'settings.onChange() tells the value that counts, and each other one that counts after a change',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const sizes = hearing<number | undefined>()
      const stop = settings.onChange(size, sizes.listener, { scopes: ['user:7'] })
      await sizes.times(1)
      await settings.set(size, 20)
      await sizes.times(2)
      // What counts stays the same: nothing is told.
      await settings.set(size, 20)
      await settings.set('other', 1)
      await settings.set(size, 30, { scope: 'user:8' })
      await settings.set(size, 40, { scope: 'user:7' })
      await sizes.times(3)
      await settings.set(size, 50)
      await settings.unset(size, { scope: 'user:7' })
      await sizes.times(4)
      stop()
      await settings.set(size, 60)
      expect(sizes.heard).toStrictEqual([10, 20, 40, 50])
    },
  }),
  rule({
    id: 'settings.on-change.commit',
    title: 'settings.onChange() tells of a transaction at its commit, and of none that is rolled back',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const sizes = hearing<number | undefined>()
      const stop = settings.onChange(size, sizes.listener)
      await sizes.times(1)
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        await tx.settings('app').set(size, 1)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      await session.transaction(async (tx) => {
        await tx.settings('app').set(size, 2)
        await tx.settings('app').set(size, 3)
      })
      await sizes.times(2)
      stop()
      expect(sizes.heard).toStrictEqual([10, 3])
    },
  }),
  rule({
    id: 'settings.on-change.errors',
    title: 'settings.onChange() hands a listener’s error to onError and goes on',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const sizes = hearing<number | undefined>()
      const errors = hearing<unknown>()
      const wrong = new Error('wrong')
      const stop = settings.onChange(
        size,
        (value) => {
          sizes.listener(value)
          if (value === 20) throw wrong
        },
        { onError: errors.listener },
      )
      await sizes.times(1)
      await settings.set(size, 20)
      await errors.times(1)
      await settings.set(size, 30)
      await sizes.times(3)
      stop()
      expect([sizes.heard, errors.heard]).toStrictEqual([[10, 20, 30], [wrong]])
    },
  }),
  rule({
    id: 'settings.on-change.careless',
    title: 'settings.onChange() goes on when a listener rejects and onError throws, and nothing ends by it',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const sizes = hearing<number | undefined>()
      const errors = hearing<unknown>()
      const wrong = new Error('wrong')
      const rejecting = async (value: number | undefined): Promise<void> => {
        sizes.listener(value)
        await Promise.resolve()
        throw wrong
      }
      const stop = settings.onChange(size, rejecting, {
        onError: (error) => {
          errors.listener(error)
          throw wrong
        },
      })
      await errors.times(1)
      await settings.set(size, 20)
      await errors.times(2)
      stop()
      expect([sizes.heard, errors.heard]).toStrictEqual([
        [10, 20],
        [wrong, wrong],
      ])
    },
  }),
]
