import { defineTable, integer, text, type LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const things = (name: string) => defineTable(name, { id: integer().primaryKey(), name: text() })

export const auditAdded: readonly Rule[] = [
  rule({
    id: 'audit.add',
    title:
      'an entry that is added to a transaction is there exactly if it commits, in the order of the calls, whatever else the transaction does or does not',
    present: async (context) => {
      const { session } = context
      const table = things(context.name())
      const rows = await context.records(table)
      const actions = async (name = 'trail', options?: { chain: true }): Promise<string[]> => {
        const { items } = await session.audit(name, options).find({}, { limit: 1_000 })
        const byPosition = items.toSorted((a, b) => (a.position < b.position ? -1 : 1))
        return byPosition.map(({ action }) => action)
      }
      // Nothing but an entry.
      const id = await session.transaction(async (tx) => tx.audit('trail').add({ action: 'alone' }))
      expect((await session.audit('trail').find()).items.map((entry) => entry.id)).toStrictEqual([id])
      // Among others, which see it.
      await session.transaction(async (tx) => {
        const audit = tx.audit('trail')
        audit.add({ action: 'first' })
        await tx.records(table).insert({ id: 1, name: 'a' })
        audit.add({ action: 'second' })
        audit.add({ action: 'third' })
        expect((await audit.find()).items).toHaveLength(4)
        audit.add({ action: 'fourth' })
        await audit.log({ action: 'fifth' })
        audit.add({ action: 'last' })
      })
      const all = ['alone', 'first', 'second', 'third', 'fourth', 'fifth', 'last']
      expect(await actions()).toStrictEqual(all)
      // Gone with what fails.
      const stop = new Error('stop')
      const stopped = session.transaction(async (tx) => {
        tx.audit('trail').add({ action: 'sent' })
        await tx.records(table).insert({ id: 2, name: 'b' })
        tx.audit('trail').add({ action: 'not sent' })
        throw stop
      })
      expect(await failureOf(() => stopped)).toBe(stop)
      expect(await actions()).toStrictEqual(all)
      expect(await rows.get(2)).toBeUndefined()
      // In a chain as well.
      await session.transaction(async (tx) => {
        const chain = tx.audit('chain', { chain: true })
        for (const action of ['a', 'b', 'c']) chain.add({ action })
        await tx.records(table).insert({ id: 3, name: 'c' })
        chain.add({ action: 'd' })
      })
      expect(await actions('chain', { chain: true })).toStrictEqual(['a', 'b', 'c', 'd'])
      expect(await session.audit('chain', { chain: true }).verify()).toMatchObject({
        isIntact: true,
        checked: 4,
      })
    },
  }),
  rule({
    id: 'audit.add.nested',
    title:
      'an entry that is added in a nested transaction shares its fate, and comes behind what was added before it',
    present: async (context) => {
      const { session } = context
      const table = things(context.name())
      await context.records(table)
      const nested = session.transaction(async (tx) => {
        tx.audit('trail').add({ action: 'outer' })
        tx.audit('chain', { chain: true }).add({ action: 'outer' })
        await tx.transaction(async (inner) => {
          expect((await inner.audit('trail').find()).items.map(({ action }) => action)).toStrictEqual([
            'outer',
          ])
          inner.audit('trail').add({ action: 'inner' })
        })
        // This one sends nothing of its own.
        await tx.transaction(async (inner) => void inner.audit('trail').add({ action: 'only' }))
        if (!context.capabilities.savepoints) return
        const undone = tx.transaction(async (inner) => {
          inner.audit('trail').add({ action: 'sent' })
          await inner.records(table).insert({ id: 1, name: 'a' })
          inner.audit('trail').add({ action: 'not sent' })
          inner.audit('chain', { chain: true }).add({ action: 'undone' })
          throw new Error('undone')
        })
        await expect(undone).rejects.toThrow('undone')
      })
      await nested
      const { items } = await session.audit('trail').find()
      const byPosition = items.toSorted((a, b) => (a.position < b.position ? -1 : 1))
      expect(byPosition.map(({ action }) => action)).toStrictEqual(['outer', 'inner', 'only'])
      expect(await session.audit('chain', { chain: true }).verify()).toMatchObject({
        isIntact: true,
        checked: 1,
      })
    },
  }),
  rule({
    id: 'audit.add.refused',
    title:
      'an entry that is added and refused fails its transaction, also one that it came with; what can never be stored, and a call outside of a transaction, fails at once',
    present: async (context) => {
      const { session } = context
      const table = things(context.name())
      const rows = await context.records(table)
      await session.audit('chain', { chain: true }).log({ action: 'a' })
      await session.audit('trail').log({ action: 'a' })
      for (const [name, chain] of [
        ['chain', false],
        ['trail', true],
      ] as const) {
        await misuse(() =>
          session.transaction(async (tx) => {
            await tx.records(table).insert({ id: 1, name: 'a' })
            tx.audit(name, { chain }).add({ action: 'wrong' })
          }),
        )
        await misuse(() =>
          session.transaction(async (tx) => void tx.audit(name, { chain }).add({ action: 'wrong' })),
        )
        const error = await failureOf(() =>
          session.transaction(async (tx) => {
            tx.audit(name, { chain }).add({ action: 'wrong' })
            await tx.records(table).insert({ id: 1, name: 'a' })
          }),
        )
        expect(error).toBeInstanceOf(Error)
      }
      expect(await rows.get(1)).toBeUndefined()
      expect((await session.audit('trail').find()).items).toHaveLength(1)
      expect(await session.audit('chain', { chain: true }).verify()).toMatchObject({
        isIntact: true,
        checked: 1,
      })
      await misuse(() => session.audit('trail').add({ action: 'a' }))
      await misuse(() => session.transaction(async (tx) => void tx.audit('trail').add({} as never)))
      await refusal('invalid-value', () =>
        session.transaction(async (tx) => void tx.audit('trail').add({ action: 'a', details: 1n as never })),
      )
      let late: (() => unknown) | undefined
      await session.transaction(async (tx) => {
        late = () => tx.audit('trail').add({ action: 'late' })
      })
      await refusal('closed', () => late!())
      expect((await session.audit('trail').find()).items).toHaveLength(1)
    },
  }),
  rule({
    id: 'audit.add.statements',
    title: 'an entry that is added is one statement, and a reader that waits for entries is woken by it',
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const session = db.tenant(context.tenant)
      await session.audit('trail').log({ action: 'a' })
      const tail = session.audit('trail').tail({ interval: 60_000 })[Symbol.asyncIterator]()
      expect((await tail.next()).value).toMatchObject({ action: 'a' })
      const next = tail.next()
      events.length = 0
      await session.transaction(async (tx) => void tx.audit('trail').add({ action: 'b' }))
      const sent = events.filter(({ attributes }) =>
        String(attributes['db.query.summary']).startsWith('ADD holdfast_audit'),
      )
      expect(sent).toHaveLength(db.capabilities.sql && db.capabilities.savepoints ? 1 : 0)
      expect((await next).value).toMatchObject({ action: 'b' })
      await tail.return?.()
    },
  }),
]
