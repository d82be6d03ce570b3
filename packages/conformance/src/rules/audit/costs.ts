import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const auditCosts: readonly Rule[] = [
  rule({
    id: 'audit.statements',
    title:
      'an entry is one statement, a hundred are too where the engine takes lists, and one of a chain is three',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const session = db.tenant(context.tenant)
      const audit = session.audit('trail')
      const chain = session.audit('chain', { chain: true })
      // What must be looked up once for a trail is not counted.
      await audit.log({ action: 'a' })
      await chain.log({ action: 'a' })
      const summaries = async (work: () => Promise<unknown>): Promise<string[]> => {
        events.length = 0
        await work()
        return events.map(({ attributes }) => String(attributes['db.query.summary']))
      }
      const hundred = Array.from({ length: 100 }, () => ({ action: 'a' }))
      const one = await summaries(() => audit.log({ action: 'a', entity: ['t', '1'] }))
      expect(one).toHaveLength(1)
      expect(one[0]).toMatch(/holdfast_audit$/)
      for (const work of [
        () => audit.find({ actor: 'ann' }),
        () => chain.head(),
        () => session.transaction((tx) => tx.audit('trail').log({ action: 'a' })),
      ])
        expect(await summaries(work), String(work)).toHaveLength(1)
      expect(await summaries(() => chain.log({ action: 'a' }))).toHaveLength(3)
      const many = [
        await summaries(() => audit.logMany(hundred)),
        await summaries(() => chain.logMany(hundred)),
      ]
      expect(many.map(({ length }) => length)).toStrictEqual(many[0]!.length === 100 ? [100, 102] : [1, 3])
    },
    absent: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      await db.audit('trail').log({ action: 'a' })
      await db.audit('chain', { chain: true }).log({ action: 'a' })
      expect(events).toStrictEqual([])
    },
  }),
  rule({
    id: 'audit.shared-commits',
    title: 'entries of many callers at once share commits, in a chain as well',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => events.push(event) })
      const session = db.tenant(context.tenant)
      const commits = (): number =>
        events.filter(({ event }) => event === 'batch' || event === 'transaction').length
      for (const options of [{}, { chain: true }]) {
        const audit = session.audit(`trail ${Object.keys(options).length}`, options)
        await audit.log({ action: 'a' })
        events.length = 0
        await Promise.all(Array.from({ length: 64 }, () => audit.log({ action: 'a' })))
        expect(commits(), JSON.stringify(options)).toBeLessThan(16)
        expect((await audit.find()).items).toHaveLength(65)
      }
    },
    absent: async ({ session }) => {
      const audit = session.audit('trail')
      await Promise.all(Array.from({ length: 64 }, () => audit.log({ action: 'a' })))
      expect((await audit.find()).items).toHaveLength(64)
    },
  }),
]
