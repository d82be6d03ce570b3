import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueVersions: readonly Rule[] = [
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
]
