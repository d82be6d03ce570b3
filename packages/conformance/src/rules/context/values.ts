import type { Json } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const contextValues: readonly Rule[] = [
  rule({
    id: 'context.values',
    title: 'context() keeps values by scope and key, and gives all of a scope at once',
    present: async ({ session }) => {
      const ticket = session.context('ticket').scope('T-1')
      expect(await ticket.get('state')).toBeUndefined()
      expect(await ticket.all()).toStrictEqual({})
      await ticket.set('state', { open: true, by: null })
      await ticket.set('n', 0)
      await ticket.set('__proto__', ['é', '😀'])
      await ticket.set('n', false)
      expect(await ticket.get('n')).toBe(false)
      expect(Object.entries(await ticket.all())).toStrictEqual([
        ['__proto__', ['é', '😀']],
        ['n', false],
        ['state', { open: true, by: null }],
      ])
      expect(await ticket.delete('n')).toBe(true)
      expect(await ticket.delete('n')).toBe(false)
      expect(await ticket.get('n')).toBeUndefined()
    },
  }),
  rule({
    id: 'context.merge',
    title: 'context.merge() applies a JSON merge patch, as RFC 7396 says',
    present: async ({ session }) => {
      const scope = session.context('ticket').scope('T-1')
      // The examples of its appendix.
      const examples: readonly (readonly [Json | undefined, Json, Json])[] = [
        [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
        [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
        [{ a: 'b' }, { a: null }, {}],
        [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
        [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
        [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
        [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
        [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
        [
          ['a', 'b'],
          ['c', 'd'],
          ['c', 'd'],
        ],
        [{ a: 'b' }, ['c'], ['c']],
        [{ a: 'foo' }, 'bar', 'bar'],
        [{ e: null }, { a: 1 }, { e: null, a: 1 }],
        [[1, 2], { a: 'b', c: null }, { a: 'b' }],
        [undefined, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
      ]
      for (const [index, [value, patch, result]] of examples.entries()) {
        const key = `k${index}`
        if (value !== undefined) await scope.set(key, value)
        expect(await scope.merge(key, patch), key).toStrictEqual(result)
        expect(await scope.get(key), key).toStrictEqual(result)
      }
      const hostile = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Json
      await scope.merge('k0', hostile)
      expect(JSON.stringify(await scope.get('k0'))).toContain('"__proto__":{"polluted":true}')
      expect('polluted' in {}).toBe(false)
    },
  }),
  rule({
    id: 'context.append',
    title: 'context.append() adds to a list, keeps the last so many, and refuses what is no list',
    present: async ({ session }) => {
      const scope = session.context('session').scope('S')
      expect(await scope.append('log', [1, { a: null }])).toBe(2)
      expect(await scope.append('log', [])).toBe(2)
      expect(await scope.append('log', [3, 4], { keep: 3 })).toBe(3)
      expect(await scope.get('log')).toStrictEqual([{ a: null }, 3, 4])
      await scope.set('text', 'abc')
      await refusal('invalid-value', () => scope.append('text', ['d']))
      expect(await scope.get('text')).toBe('abc')
    },
  }),
  rule({
    id: 'context.concurrent',
    title: 'context.append() and merge() by many callers at once lose nothing',
    present: async ({ session }) => {
      const scope = session.context('ticket').scope('T')
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 === 0 ? scope.append('list', [index]) : scope.merge('map', { [`k${index}`]: index }),
        ),
      )
      const list = (await scope.get<number[]>('list')) ?? []
      expect(list.toSorted((a, b) => a - b)).toStrictEqual(Array.from({ length: 10 }, (_, n) => n * 2))
      expect(Object.keys((await scope.get<object>('map')) ?? {})).toHaveLength(10)
    },
  }),
  rule({
    id: 'context.transaction',
    title: 'context() on a transaction changes values with its commit',
    present: async ({ session }) => {
      const kept = session.context('ticket').scope('T')
      await kept.set('a', 1)
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        const scope = tx.context('ticket').scope('T')
        await scope.merge('b', { c: 1 })
        expect(await scope.append('l', [1])).toBe(1)
        expect(await scope.end()).toBe(true)
        expect(await scope.all()).toStrictEqual({})
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await kept.all()).toStrictEqual({ a: 1 })
      await session.transaction((tx) => tx.context('ticket').scope('T').merge('a', { b: 2 }))
      expect(await kept.all()).toStrictEqual({ a: { b: 2 } })
    },
  }),
  rule({
    id: 'context.apart',
    title: 'context() of other ids, kinds and tenants is another one, however their names are spelt',
    present: async (context) => {
      const ids = ['T', 'T\u0001a', 'T%', ' _\'"\\é😀', '__proto__'] as const
      const tickets = context.session.context('o\'"\\%_')
      for (const id of ids) await tickets.scope(id).set('a', id)
      await context.session.context('o\'"\\%_2').scope('T').set('a', 1)
      await context.db.tenant(context.name()).context('o\'"\\%_').scope('T').set('a', 2)
      for (const id of ids) expect(await tickets.scope(id).all()).toStrictEqual({ a: id })
      expect(await tickets.scope('T').end()).toBe(true)
      expect(await tickets.scope('T').end()).toBe(false)
      for (const id of ids.slice(1)) expect(await tickets.scope(id).all()).toStrictEqual({ a: id })
    },
  }),
  rule({
    id: 'context.misuse',
    title: 'context() refuses what can never be right, and writes nothing then',
    present: async ({ session, limits }) => {
      const tickets = session.context('ticket')
      const scope = tickets.scope('T')
      await misuse(() => session.context(''))
      await misuse(() => tickets.scope(''))
      await misuse(() => tickets.scope(7 as never))
      await misuse(() => scope.set('', 1))
      await misuse(() => scope.set(['a'] as never, 1))
      await misuse(() => scope.append('a', 'b' as never))
      await misuse(() => scope.append('a', [], { keep: 0 }))
      await misuse(() => scope.touch({ now: 1 } as never))
      await misuse(() => tickets.list({ limit: 0 }))
      await misuse(() => tickets.cleanUp({} as never))
      await misuse(() => tickets.cleanUp({ untouchedFor: -1 }))
      await refusal('invalid-value', () => scope.set('a', undefined as never))
      await refusal('invalid-value', () => scope.merge('a', { b: Number.NaN }))
      await refusal('too-large', () => scope.set('a', 'x'.repeat(limits.valueBytes)))
      await refusal('too-large', () => tickets.scope('x'.repeat(201)))
      expect(await tickets.list()).toStrictEqual([])
    },
  }),
]
