import type { StandardSchema } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

interface Profile {
  readonly name: string
  readonly visits: number
}

/** Fills in `visits`, as schemas with defaults do. */
const schema = (isLate: boolean): StandardSchema<Profile> => ({
  '~standard': {
    version: 1,
    vendor: 'conformance',
    validate: (value) => {
      const { name, visits = 0 } = (value ?? {}) as Partial<Profile>
      const result =
        typeof name === 'string'
          ? { value: { name, visits } }
          : { issues: [{ message: `not ${String(name)}`, path: ['name'] }] }
      return isLate ? Promise.resolve(result) : result
    },
  },
})

export const keyValueSchemas: readonly Rule[] = [
  ...[false, true].map((isLate) =>
    rule({
      id: `key-value.schema.${isLate ? 'asynchronous' : 'synchronous'}`,
      title: `keyValue with ${isLate ? 'an asynchronous' : 'a'} schema stores and returns the schema’s output, and refuses what it refuses`,
      present: async (context) => {
        const store = context.store<Profile>({ schema: schema(isLate) })
        await store.set('k', { name: 'Jane' } as Profile)
        expect(await context.session.keyValue('items').get('k')).toStrictEqual({ name: 'Jane', visits: 0 })
        const wrong = { name: 5 } as unknown as Profile
        await refusal('invalid-value', () => store.set('k', wrong))
        await refusal('invalid-value', () =>
          store.setMany([
            ['other', { name: 'a', visits: 1 }],
            ['k', wrong],
          ]),
        )
        await refusal('invalid-value', () => store.update('k', () => wrong))
        await refusal('invalid-value', () => store.atomic().set('other', wrong).commit())
        expect(await store.getMany(['k', 'other'])).toStrictEqual([{ name: 'Jane', visits: 0 }, undefined])
      },
    }),
  ),
  rule({
    id: 'key-value.schema.on-read',
    title: 'keyValue with a schema checks what it reads, in every way of reading',
    present: async (context) => {
      const plain = context.session.keyValue('items')
      const store = context.store<Profile>({ schema: schema(false) })
      await plain.set('old', { name: 'Jane' })
      expect(await store.get('old')).toStrictEqual({ name: 'Jane', visits: 0 })
      await plain.set('k', { name: 5 })
      await refusal('invalid-value', () => store.get('k'))
      await refusal('invalid-value', () => store.entry('k'))
      await refusal('invalid-value', () => store.getMany(['old', 'k']))
      await refusal('invalid-value', () => collect(store.list()))
      expect(await store.has('k')).toBe(true)
      expect(await store.delete('k')).toBe(true)
    },
  }),
  rule({
    id: 'key-value.schema.order',
    title: 'keyValue with an asynchronous schema still applies writes in the order of the calls',
    present: async (context) => {
      const delays = [3, 0, 1, 0]
      const store = context.store<number>({
        schema: {
          '~standard': {
            version: 1,
            vendor: 'conformance',
            validate: async (value) => {
              for (let turn = 0; turn < (delays[value as number] ?? 0); turn += 1)
                await new Promise(setImmediate)
              return { value: value as number }
            },
          },
        },
      })
      await Promise.all([0, 1, 2, 3].map((value) => store.set('k', value)))
      expect(await store.get('k')).toBe(3)
    },
  }),
  rule({
    id: 'key-value.schema.no-value-in-message',
    title:
      'keyValue with a schema names the place of a refused value, and never the value or the schema’s words about it',
    present: async (context) => {
      const store = context.store<Profile>({ schema: schema(false) })
      const error = (await failureOf(() => store.set('k', { name: 4_711 } as unknown as Profile))) as Error
      expect(error.message).toContain('name')
      expect(error.message).not.toContain('4711')
    },
  }),
]
