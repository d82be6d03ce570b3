import { memory, open, type Records } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things, tickets, type Things } from './shapes.ts'

const rows = Array.from({ length: 9 }, (_, id) => ({ id, label: id % 2 === 0 ? null : 'odd', n: id % 3 }))

const filled = async (context: Context): Promise<Records<Things>> => {
  const records = await context.records(things(context.name()))
  await records.insertMany(rows)
  return records
}

const query = {
  orderBy: [
    ['n', 'desc'],
    ['label', 'asc'],
  ],
  where: { id: { gte: 0 } },
  limit: 2,
} as const

export const recordsCursors: readonly Rule[] = [
  rule({
    id: 'records.cursor.tampered',
    title: 'page() refuses with invalid-value a cursor that was made up, cut, or changed in any character',
    present: async (context) => {
      const records = await filled(context)
      const { next = '', items } = await records.page(query)
      expect(next).toMatch(/^[\w-]+$/)
      const wrong = new Set([
        '',
        'x',
        '%%%',
        'null',
        '[]',
        '{}',
        '../..',
        "' or 1=1 --",
        'A'.repeat(5_000),
        `${next}A`,
        next.slice(1),
      ])
      for (let at = 0; at < next.length; at += 1) {
        wrong.add(next.slice(0, at))
        wrong.add(`${next.slice(0, at)}${next[at] === 'A' ? 'B' : 'A'}${next.slice(at + 1)}`)
      }
      const body = Buffer.from('[99,"odd",0]').toString('base64url')
      const answers = new Map<string, number>()
      for (const cursor of [...wrong, next.slice(0, 13) + body]) {
        const answer = await records
          .page({ ...query, after: cursor })
          .catch((error: { code?: string }) => error.code)
        if (typeof answer === 'object') answers.set(cursor, answer.items.length)
        else expect(answer, cursor).toBe('invalid-value')
      }
      // Without a secret a cursor is no secret: one that says other values is another place of the same query.
      expect(answers.size).toBeLessThan(next.length)
      expect((await records.page(query)).items).toStrictEqual(items)
    },
  }),
  rule({
    id: 'records.cursor.other-query',
    title:
      'page() refuses a cursor of another filter, order, table or include, and takes it in both directions of its own',
    present: async (context) => {
      const records = await filled(context)
      const { next = '' } = await records.page(query)
      const others = [
        { ...query, where: { id: { gte: 1 } } },
        { ...query, where: { id: { gt: 0 } } },
        { ...query, where: {} },
        { ...query, orderBy: [['n', 'desc']] },
        {
          ...query,
          orderBy: [
            ['n', 'asc'],
            ['label', 'asc'],
          ],
        },
        {
          ...query,
          orderBy: [
            ['label', 'asc'],
            ['n', 'desc'],
          ],
        },
        {
          ...query,
          orderBy: [
            ['n', 'desc'],
            ['label', 'asc', 'nulls last'],
          ],
        },
        { ...query, include: 'all' },
      ] as const
      for (const other of others) {
        await refusal('invalid-value', () => records.page({ ...other, after: next }))
        await refusal('invalid-value', () => records.page({ ...other, before: next }))
      }
      const twin = await filled(context)
      await refusal('invalid-value', () => twin.page({ ...query, after: next }))
      expect((await records.page({ ...query, select: ['id'], limit: 1, after: next })).items).toHaveLength(1)
      expect((await records.page({ ...query, before: next })).items.length).toBeGreaterThan(0)
      await misuse(() => records.page({ ...query, after: 5 as never }))
      await misuse(() => records.page({ ...query, after: next, before: next }))
    },
  }),
  rule({
    id: 'records.cursor.other-tenant',
    title: 'page() refuses a cursor of another tenant, and of db.system()',
    present: async (context) => {
      const table = tickets(context.name())
      await context.tables([table])
      const sessions = [context.session, context.db.tenant(context.name()), context.db.system()]
      const [own, foreign, system] = sessions.map((session) => session.records(table)) as [
        Records<typeof table>,
        Records<typeof table>,
        Records<typeof table>,
      ]
      for (const records of [own, foreign])
        await records.insertMany([1, 2, 3].map((n) => ({ subject: `${n}`, n })))
      const { next: mine = '' } = await own.page({ limit: 1, orderBy: ['n'] })
      const { next: everybodys = '' } = await system.page({ limit: 1, orderBy: ['n'] })
      await refusal('invalid-value', () => foreign.page({ limit: 1, orderBy: ['n'], after: mine }))
      await refusal('invalid-value', () => system.page({ limit: 1, orderBy: ['n'], after: mine }))
      await refusal('invalid-value', () => own.page({ limit: 1, orderBy: ['n'], after: everybodys }))
      expect((await own.page({ limit: 1, orderBy: ['n'], after: mine })).items[0]?.n).toBe(2)
      expect((await system.page({ limit: 10, orderBy: ['n'], after: everybodys })).items).toHaveLength(5)
    },
  }),
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
      await first.insertMany(rows)
      if (!context.capabilities.persistent)
        for (const records of [second, none]) await records.insertMany(rows)
      const { next = '' } = await first.page(query)
      const { next: plain = '' } = await none.page(query)
      expect((await first.page({ ...query, after: next })).items).toHaveLength(2)
      await refusal('invalid-value', () => second.page({ ...query, after: next }))
      await refusal('invalid-value', () => none.page({ ...query, after: next }))
      await refusal('invalid-value', () => first.page({ ...query, after: plain }))
      for (let at = 0; at < next.length; at += 1) {
        const changed = `${next.slice(0, at)}${next[at] === 'A' ? 'B' : 'A'}${next.slice(at + 1)}`
        await refusal('invalid-value', () => first.page({ ...query, after: changed }))
      }
      await refusal('invalid-value', () => first.page({ ...query, after: '' }))
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
      const people9 = rows.map(({ id, label, n }) => ({
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
