import { memory, open } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { cursorQuery, cursorRows } from './cursor-things.ts'
import { people, things } from './shapes.ts'

export const recordsSignedCursors: readonly Rule[] = [
  rule({
    id: 'records.cursor.signed',
    title: 'with a cursorSecret page() takes a cursor of the same secret only, and none that was changed',
    present: async (context) => {
      const table = things(context.name())
      await context.tables([table])
      const secrets = ['a secret of sixteen', 'another one, as long', undefined]
      const [first, second, none] = await Promise.all(
        secrets.map(async (cursorSecret) => {
          const db = await context.open(cursorSecret === undefined ? {} : { cursorSecret })
          if (!context.capabilities.persistent) await db.createTables([table])
          return db.tenant(context.tenant).records(table)
        }),
      )
      if (first === undefined || second === undefined || none === undefined) throw new Error('Three handles')
      await first.insertMany(cursorRows)
      if (!context.capabilities.persistent)
        for (const records of [second, none]) await records.insertMany(cursorRows)
      const { next = '' } = await first.page(cursorQuery)
      const { next: plain = '' } = await none.page(cursorQuery)
      expect((await first.page({ ...cursorQuery, after: next })).items).toHaveLength(2)
      await refusal('invalid-value', () => second.page({ ...cursorQuery, after: next }))
      await refusal('invalid-value', () => none.page({ ...cursorQuery, after: next }))
      await refusal('invalid-value', () => first.page({ ...cursorQuery, after: plain }))
      for (let at = 0; at < next.length; at += 1) {
        const changed = `${next.slice(0, at)}${next[at] === 'A' ? 'B' : 'A'}${next.slice(at + 1)}`
        await refusal('invalid-value', () => first.page({ ...cursorQuery, after: changed }))
      }
      await refusal('invalid-value', () => first.page({ ...cursorQuery, after: '' }))
    },
  }),
  rule({
    id: 'records.cursor.secret-refused',
    title: 'open() refuses a cursorSecret that is short or no text',
    present: async (context) => {
      for (const cursorSecret of ['', 'short', 5, null] as string[])
        await misuse(() => context.open({ cursorSecret }))
      expect(await context.open({ cursorSecret: 'x'.repeat(16) })).toBeDefined()
    },
  }),
  rule({
    id: 'records.cursor.portable',
    title:
      'a cursor of the reference is good here, and one from here on the reference, for every type of value',
    present: async (context) => {
      const table = people(context.name())
      const at = new Date(Date.UTC(2020, 0, 1))
      const people9 = cursorRows.map(({ id, label, n }) => ({
        id: `p${id}😀"`,
        email: `${id}`,
        city: label,
        age: n,
        createdAt: new Date(at.getTime() + n),
        updatedAt: at,
      }))
      const reference = await open(memory())
      context.after(() => reference.close())
      await reference.createTables([table])
      const here = await context.records(table)
      const there = reference.tenant(context.tenant).records(table)
      for (const records of [here, there]) await records.insertMany(people9)
      for (const orderBy of [
        [['city', 'desc'], 'age'],
        ['createdAt'],
        [['age', 'desc', 'nulls first']],
      ] as const) {
        const mine = await here.page({ orderBy, limit: 4 })
        const theirs = await there.page({ orderBy, limit: 4 })
        expect(mine.next).toBe(theirs.next)
        const ids = async (records: typeof here): Promise<string[]> =>
          (await records.page({ orderBy, limit: 4, after: mine.next ?? '' })).items.map(({ id }) => id)
        expect(await ids(here)).toStrictEqual(await ids(there))
      }
    },
  }),
]
