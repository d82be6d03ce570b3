import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const callers = 24

export const keyValueConditions: readonly Rule[] = [
  rule({
    id: 'key-value.if-absent.once',
    title: 'keyValue.set() with ifAbsent writes only where there is no entry',
    present: async (context) => {
      const store = context.store()
      expect((await store.set('k', 1, { ifAbsent: true })).ok).toBe(true)
      expect(await store.set('k', 2, { ifAbsent: true })).toStrictEqual({ ok: false })
      expect(await store.get('k')).toBe(1)
      await store.set('null', null)
      expect(await store.set('null', 2, { ifAbsent: true })).toStrictEqual({ ok: false })
      await store.delete('k')
      expect((await store.set('k', 3, { ifAbsent: true })).ok).toBe(true)
    },
  }),
  rule({
    id: 'key-value.if-absent.one-winner',
    title: 'keyValue.set() with ifAbsent lets exactly one of N writers win',
    present: async (context) => {
      const store = context.store<number>()
      for (const key of ['a', 'b', 'c']) {
        const tries = Array.from({ length: callers }, (_, caller) =>
          store.set(key, caller, { ifAbsent: true }),
        )
        const results = await Promise.all(tries)
        const winners = results.flatMap((result, caller) => (result.ok ? [caller] : []))
        expect(winners).toHaveLength(1)
        expect(await store.get(key)).toBe(winners[0])
      }
    },
  }),
  rule({
    id: 'key-value.if-version.matches',
    title: 'keyValue.set() with ifVersion writes only over that version',
    present: async (context) => {
      const store = context.store()
      const first = await store.set('k', 1)
      const second = await store.set('k', 2, { ifVersion: first.version })
      expect(second.ok).toBe(true)
      expect(await store.set('k', 3, { ifVersion: first.version })).toStrictEqual({ ok: false })
      expect(await store.get('k')).toBe(2)
      expect((await store.entry('k'))?.version).toBe(second.ok && second.version)
    },
  }),
  rule({
    id: 'key-value.if-version.one-winner',
    title: 'keyValue.set() with ifVersion lets exactly one of N writers win',
    present: async (context) => {
      const store = context.store<number>()
      let { version } = await store.set('k', -1)
      for (let round = 0; round < 3; round += 1) {
        const seen = version
        const tries = Array.from({ length: callers }, (_, caller) =>
          store.set('k', caller, { ifVersion: seen }),
        )
        const winners = (await Promise.all(tries)).flatMap((result, caller) =>
          result.ok ? [{ caller, version: result.version }] : [],
        )
        expect(winners).toHaveLength(1)
        const entry = await store.entry('k')
        expect([entry?.value, entry?.version]).toStrictEqual([winners[0]?.caller, winners[0]?.version])
        version = entry?.version ?? ''
      }
    },
  }),
  rule({
    id: 'key-value.if-version.missing',
    title: 'keyValue.set() with ifVersion never creates an entry',
    present: async (context) => {
      const store = context.store()
      const { version } = await store.set('k', 1)
      await store.delete('k')
      expect(await store.set('k', 2, { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.set('never', 2, { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.getMany(['k', 'never'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'key-value.if-version.foreign',
    title: 'keyValue takes a version that it never gave out for one that does not match',
    present: async (context) => {
      const store = context.store()
      await store.set('k', 1)
      for (const version of ['', '0', "' or 1=1 --", 'ffffffffffffffff', '%', 'x'.repeat(2_000)]) {
        expect(await store.set('k', 2, { ifVersion: version })).toStrictEqual({ ok: false })
        expect(await store.delete('k', { ifVersion: version })).toBe(false)
      }
      expect(await store.get('k')).toBe(1)
    },
  }),
  rule({
    id: 'key-value.version.never-reused',
    title: 'keyValue never gives a version again: deleted and made anew, an entry satisfies no old version',
    present: async (context) => {
      const store = context.store()
      const seen = new Set<string>()
      for (let round = 0; round < 20; round += 1) {
        const { version } = await store.set('k', 'same')
        expect(seen.has(version)).toBe(false)
        seen.add(version)
        await store.delete('k')
      }
      await store.set('k', 'same')
      for (const version of seen)
        expect(await store.set('k', 'lost', { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.get('k')).toBe('same')
    },
  }),
  rule({
    id: 'key-value.version.every-write',
    title: 'keyValue changes the version with every write of the value, and not with touch()',
    present: async (context) => {
      const store = context.store<number>()
      const versions: (string | undefined)[] = []
      const note = async (): Promise<unknown> => versions.push((await store.entry('k'))?.version)
      await store.set('k', 1)
      await note()
      await store.set('k', 1)
      await note()
      await store.setMany([['k', 1]])
      await note()
      await store.increment('k', 0)
      await note()
      await store.update('k', (value) => value)
      await note()
      await store.atomic().set('k', 1).commit()
      await note()
      expect(new Set(versions).size).toBe(6)
      expect(versions).not.toContain(undefined)
      await store.touch('k', 60_000)
      expect((await store.entry('k'))?.version).toBe(versions.at(-1))
    },
  }),
  rule({
    id: 'key-value.version.returned',
    title:
      'keyValue.set() gives the version that entry() then shows, also among concurrent writers of other keys',
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 40 }, (_, index) => `k${index}`)
      const results = await Promise.all(keys.map((key, index) => store.set(key, index)))
      const entries = await Promise.all(keys.map((key) => store.entry(key)))
      expect(entries.map((entry) => entry?.version)).toStrictEqual(results.map((result) => result.version))
    },
  }),
  rule({
    id: 'key-value.delete.if-version',
    title: 'keyValue.delete() with ifVersion deletes only that version, for one of N callers',
    present: async (context) => {
      const store = context.store()
      const first = await store.set('k', 1)
      const second = await store.set('k', 2)
      expect(await store.delete('k', { ifVersion: first.version })).toBe(false)
      expect(await store.get('k')).toBe(2)
      const tries = Array.from({ length: callers }, () => store.delete('k', { ifVersion: second.version }))
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
      expect(await store.has('k')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.delete.one-winner',
    title: 'keyValue.delete() answers true to exactly one of N callers',
    present: async (context) => {
      const store = context.store()
      await store.set('k', 1)
      const tries = Array.from({ length: callers }, () => store.delete('k'))
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    },
  }),
  rule({
    id: 'key-value.if.both',
    title: 'keyValue.set() refuses ifAbsent together with ifVersion as misuse',
    present: async (context) => {
      const store = context.store()
      const { version } = await store.set('k', 1)
      await misuse(() => store.set('k', 2, { ifAbsent: true, ifVersion: version }))
      expect(await store.get('k')).toBe(1)
    },
  }),
  rule({
    id: 'key-value.update.lost-race',
    title: 'keyValue.update() runs again when another writer was faster, so no change is lost',
    present: async (context) => {
      const store = context.store<number[]>()
      const add = (caller: number): Promise<unknown> => store.update('k', (list = []) => [...list, caller])
      await Promise.all(Array.from({ length: 12 }, (_, caller) => add(caller)))
      expect((await store.get('k'))?.toSorted((left, right) => left - right)).toStrictEqual(
        Array.from({ length: 12 }, (_, caller) => caller),
      )
    },
  }),
  rule({
    id: 'key-value.update.undefined',
    title: 'keyValue.update() leaves the entry as it is when the change is undefined',
    present: async (context) => {
      const store = context.store()
      const { version } = await store.set('k', 1)
      expect(await store.update('k', () => undefined)).toBe(1)
      expect((await store.entry('k'))?.version).toBe(version)
      expect(await store.update('missing', () => undefined)).toBeUndefined()
      expect(await store.has('missing')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.update.creates',
    title: 'keyValue.update() creates an entry from undefined, and gives the value that stands',
    present: async (context) => {
      const store = context.store()
      const seen: unknown[] = []
      expect(await store.update('k', async (value) => (seen.push(value), 'new'))).toBe('new')
      expect(await store.update('k', (value) => (seen.push(value), null))).toBeNull()
      expect(await store.get('k')).toBeNull()
      expect(seen).toStrictEqual([undefined, 'new'])
    },
  }),
  rule({
    id: 'key-value.update.throws',
    title: 'keyValue.update() passes on what the change throws, and writes nothing',
    present: async (context) => {
      const store = context.store<unknown>()
      await store.set('k', { a: 1 })
      const thrown = new Error('no')
      const change = (value: unknown): never => {
        ;(value as { a: number }).a = 2
        throw thrown
      }
      await expect(store.update('k', change)).rejects.toBe(thrown)
      expect(await store.get('k')).toStrictEqual({ a: 1 })
    },
  }),
]
