import { defineSetting, type StandardSchema } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

/** Takes one of these texts. */
const oneOf = (...texts: readonly string[]): StandardSchema<string> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      texts.includes(value as string) ? { value: value as string } : { issues: [{ message: 'no' }] },
  },
})

const theme = defineSetting('theme', {
  default: 'light',
  description: 'Colours of the page',
  schema: oneOf('light', 'dark', 'blue'),
})

export const settingValues: readonly Rule[] = [
  rule({
    id: 'settings.scopes',
    title:
      'settings.get() gives what is set for the most specific scope, else for everybody, else the default',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const scopes = ['user:7', 'team:3'] as const
      const get = (list: readonly string[] = scopes): Promise<string> => settings.get(theme, { scopes: list })
      expect(await get()).toBe('light')
      await settings.set(theme, 'dark')
      expect([await get(), await get([])]).toStrictEqual(['dark', 'dark'])
      await settings.set(theme, 'blue', { scope: 'team:3' })
      expect([await get(), await get([])]).toStrictEqual(['blue', 'dark'])
      await settings.set(theme, 'light', { scope: 'user:7' })
      expect([await get(), await get(['team:3', 'user:7']), await get(['user:8'])]).toStrictEqual([
        'light',
        'blue',
        'dark',
      ])
      expect(await settings.unset(theme, { scope: 'user:7' })).toBe(true)
      expect(await settings.unset(theme, { scope: 'user:7' })).toBe(false)
      expect(await get()).toBe('blue')
    },
  }),
  rule({
    id: 'settings.explain',
    title: 'settings.explain() says where a value comes from and where else was looked',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const settings = session.settings('app')
      const scopes = ['user:7', 'team:3']
      const looked = (...set: readonly boolean[]): unknown[] =>
        [...scopes, undefined].map((scope, index) => ({ scope, isSet: set[index] }))
      const { description } = theme
      expect(await settings.explain(theme, { scopes })).toStrictEqual({
        key: 'theme',
        value: 'light',
        origin: { from: 'default' },
        description,
        looked: looked(false, false, false),
      })
      expect(await settings.explain('nothing')).toStrictEqual({
        key: 'nothing',
        value: undefined,
        origin: { from: 'nowhere' },
        looked: [{ scope: undefined, isSet: false }],
      })
      const version = await settings.set(theme, 'dark')
      expect(await settings.explain(theme, { scopes })).toStrictEqual({
        key: 'theme',
        value: 'dark',
        origin: { from: 'everybody' },
        description,
        version,
        updatedAt: new Date(clock()),
        looked: looked(false, false, true),
      })
      await settings.set(theme, 'blue', { scope: 'team:3', description: 'Our colour' })
      expect(await settings.explain('theme', { scopes })).toMatchObject({
        value: 'blue',
        origin: { from: 'scope', scope: 'team:3' },
        description: 'Our colour',
        looked: looked(false, true, true),
      })
    },
  }),
  rule({
    id: 'settings.schema',
    title: 'settings with a schema set and give only what it takes',
    present: async ({ session }) => {
      const settings = session.settings('app')
      await refusal('invalid-value', () => settings.set(theme, 'red'))
      expect(await settings.explain('theme')).toMatchObject({ origin: { from: 'nowhere' } })
      // Set by an older release, whose colours were others.
      await settings.set('theme', 'red')
      const error = await refusal('invalid-value', () => settings.get(theme))
      expect(error.message).not.toContain('red')
      expect(await settings.get('theme')).toBe('red')
    },
  }),
  rule({
    id: 'settings.falsy',
    title: 'settings keep false, 0, null and the empty text, which are not the default',
    present: async ({ session }) => {
      const settings = session.settings('app')
      for (const value of [false, 0, null, '', [], {}]) {
        await settings.set('k', value)
        expect(await settings.get(defineSetting<unknown>('k', { default: 'default' }))).toStrictEqual(value)
      }
    },
  }),
  rule({
    id: 'settings.conflict',
    title: 'settings.set() with ifVersion throws conflict when somebody else changed it meanwhile',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const first = await settings.set('k', 1, { ifVersion: null })
      await refusal('conflict', () => settings.set('k', 2, { ifVersion: null }))
      const second = await settings.set('k', 2, { ifVersion: first })
      await refusal('conflict', () => settings.set('k', 3, { ifVersion: first }))
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => settings.set('k', index, { ifVersion: second })),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    },
  }),
  rule({
    id: 'settings.list',
    title:
      'settings.list() gives every key that is set and every definition, with its value and origin for the scopes',
    present: async ({ session }) => {
      const settings = session.settings('app')
      const size = defineSetting('size', { default: 10 })
      await settings.set('zone', 'utc')
      await settings.set(theme, 'dark', { scope: 'user:7' })
      await settings.set('secret', 1, { scope: 'user:8' })
      const shown = async (scopes: readonly string[]): Promise<unknown[]> =>
        (await settings.list({ scopes, settings: [theme, size] })).map(({ key, value, origin }) => [
          key,
          value,
          origin.from,
        ])
      expect(await shown(['user:7'])).toStrictEqual([
        ['size', 10, 'default'],
        ['theme', 'dark', 'scope'],
        ['zone', 'utc', 'everybody'],
      ])
      expect(await shown([])).toStrictEqual([
        ['size', 10, 'default'],
        ['theme', 'light', 'default'],
        ['zone', 'utc', 'everybody'],
      ])
    },
  }),
  rule({
    id: 'settings.transaction',
    title: 'settings on a transaction change with its commit, and apart from other stores and tenants',
    present: async (context) => {
      const { session, db } = context
      const name = 'o\'"\\%_é😀'
      const settings = session.settings(name)
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        await tx.settings(name).set('k', 1)
        expect(await tx.settings(name).get('k')).toBe(1)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await settings.get('k')).toBeUndefined()
      await settings.set('k', 1, { scope: 'a' })
      await session.settings(`${name}2`).set('k', 2)
      await db.tenant(context.name()).settings(name).set('k', 3)
      await session.keyValue(name).set('k', 4)
      expect(await settings.get('k', { scopes: ['a%', 'a'] })).toBe(1)
      expect(await settings.get('k', { scopes: ['a\u0001'] })).toBeUndefined()
      expect(await settings.list({ scopes: ['a'] })).toHaveLength(1)
    },
  }),
  rule({
    id: 'settings.misuse',
    title: 'settings refuse what can never be right, and set nothing then',
    present: async ({ session }) => {
      const settings = session.settings('app')
      await misuse(() => session.settings(''))
      await misuse(() => settings.get(''))
      await misuse(() => settings.get(7 as never))
      await misuse(() => settings.get('k', { scopes: 'user' as never }))
      await misuse(() => settings.get('k', { scopes: [''] }))
      await misuse(() => settings.get('k', { scopes: Array.from({ length: 17 }, (_, n) => `s${n}`) }))
      await misuse(() => settings.set('k', 1, { scope: '' }))
      await misuse(() => settings.set('k', 1, { description: 1 as never }))
      await misuse(() => settings.set('k', 1, { version: 'x' } as never))
      await misuse(() => settings.list({ settings: 'theme' as never }))
      await misuse(() => settings.onChange('k', 'listener' as never))
      await misuse(() => settings.onChange('k', () => undefined, { onError: 'listener' as never }))
      await misuse(() => session.transaction(async (tx) => tx.settings('app').onChange('k', () => undefined)))
      await misuse(() => settings.set('k', 1, { ifVersion: 1 as never }))
      const tooLarge = [
        await refusal('too-large', () => session.settings('n'.repeat(62))),
        await refusal('too-large', () => settings.set('k'.repeat(400), 1, { scope: 's'.repeat(200) })),
        await refusal('invalid-value', () => settings.set('k', { a: undefined } as never)),
      ]
      // Nobody knows of what they are kept in.
      for (const { message } of tooLarge) expect(message).toMatch(/settings(?!.*"value")/)
      await misuse(() => defineSetting('', {}))
      await misuse(() => defineSetting('k', { schema: 1 as never }))
      await misuse(() => defineSetting('k', { standard: 1 } as never))
      await refusal('invalid-value', () => settings.set('k', undefined as never))
      expect(await settings.list()).toStrictEqual([])
    },
  }),
]
