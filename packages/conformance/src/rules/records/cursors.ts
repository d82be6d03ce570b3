import type { Records } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { cursorQuery, cursorThings } from './cursor-things.ts'
import { tickets } from './shapes.ts'

export const recordsCursors: readonly Rule[] = [
  rule({
    id: 'records.cursor.tampered',
    title: 'page() refuses with invalid-value a cursor that was made up, cut, or changed in any character',
    present: async (context) => {
      const records = await cursorThings(context)
      const { next = '', items } = await records.page(cursorQuery)
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
          .page({ ...cursorQuery, after: cursor })
          .catch((error: { code?: string }) => error.code)
        if (typeof answer === 'object') answers.set(cursor, answer.items.length)
        else expect(answer, cursor).toBe('invalid-value')
      }
      // Without a secret a cursor is no secret: one that says other values is another place of the same query.
      expect(answers.size).toBeLessThan(next.length)
      expect((await records.page(cursorQuery)).items).toStrictEqual(items)
    },
  }),
  rule({
    id: 'records.cursor.other-query',
    title:
      'page() refuses a cursor of another filter, order, table or include, and takes it in both directions of its own',
    present: async (context) => {
      const records = await cursorThings(context)
      const { next = '' } = await records.page(cursorQuery)
      const others = [
        { ...cursorQuery, where: { id: { gte: 1 } } },
        { ...cursorQuery, where: { id: { gt: 0 } } },
        { ...cursorQuery, where: {} },
        { ...cursorQuery, orderBy: [['n', 'desc']] },
        {
          ...cursorQuery,
          orderBy: [
            ['n', 'asc'],
            ['label', 'asc'],
          ],
        },
        {
          ...cursorQuery,
          orderBy: [
            ['label', 'asc'],
            ['n', 'desc'],
          ],
        },
        {
          ...cursorQuery,
          orderBy: [
            ['n', 'desc'],
            ['label', 'asc', 'nulls last'],
          ],
        },
        { ...cursorQuery, include: 'all' },
      ] as const
      for (const other of others) {
        await refusal('invalid-value', () => records.page({ ...other, after: next }))
        await refusal('invalid-value', () => records.page({ ...other, before: next }))
      }
      const twin = await cursorThings(context)
      await refusal('invalid-value', () => twin.page({ ...cursorQuery, after: next }))
      expect(
        (await records.page({ ...cursorQuery, select: ['id'], limit: 1, after: next })).items,
      ).toHaveLength(1)
      expect((await records.page({ ...cursorQuery, before: next })).items.length).toBeGreaterThan(0)
      await misuse(() => records.page({ ...cursorQuery, after: 5 as never }))
      await misuse(() => records.page({ ...cursorQuery, after: next, before: next }))
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
]
