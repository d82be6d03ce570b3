import { defineTable, increment, softDelete, text, type TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts } from './shapes.ts'

export const recordsParentLocks: readonly Rule[] = [
  rule({
    id: 'records.reference.no-deadlock',
    title:
      'transactions that insert a child and then change its parent, which has soft delete, wait for each other and never deadlock',
    present: async (context) => {
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table])
      await context.session.records(authors).insert({ id: 'a', email: 'a' })
      const count = context.capabilities.concurrentWriters ? 4 : 1
      const inserted = deferred()
      let missing = count
      const transfer = (): Promise<void> =>
        context.session.transaction(
          async (tx) => {
            await tx.records(table).insert({ authorId: 'a', title: 't' })
            missing -= 1
            if (missing === 0) inserted.resolve()
            await inserted.promise
            await tx.records(authors).update('a', { credits: increment(1) })
          },
          { isolation: 'read-committed', retries: 0 },
        )
      await Promise.all(Array.from({ length: count }, transfer))
      expect(await context.session.records(authors).get('a')).toMatchObject({ credits: count })
      expect(await context.session.records(table).count()).toBe(count)
    },
  }),
  rule({
    id: 'records.reference.soft-delete-waits',
    title:
      'a soft delete waits for a transaction that has inserted a child, with unique values in the table and without',
    present: async (context) => {
      const plain = defineTable(context.name(), { id: text().primaryKey(), ...softDelete() })
      const child = defineTable(context.name(), {
        id: text().primaryKey(),
        up: text().references((): TableColumn => plain.id),
      })
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([plain, child, authors, table])
      await context.session.records(plain).insert({ id: 'a' })
      await context.session.records(authors).insert({ id: 'a', email: 'a' })
      const order: string[] = []
      const begun = deferred()
      // From outside the transaction, which may not use its own database.
      const rivals = [
        begun.promise.then(() => context.session.records(plain).delete('a')),
        begun.promise.then(() => context.session.records(authors).deleteWhere({ id: 'a' })),
      ].map((deleting) =>
        deleting.then((answer) => {
          order.push('deleted')
          return answer
        }),
      )
      await context.session.transaction(
        async (tx) => {
          await tx.records(child).insert({ up: 'a' })
          await tx.records(table).insert({ authorId: 'a', title: 't' })
          begun.resolve()
          for (let turn = 0; turn < 30; turn += 1) await tx.records(child).count()
          order.push('inserted')
        },
        { isolation: 'read-committed' },
      )
      expect(await Promise.all(rivals)).toStrictEqual([true, 1])
      expect(order).toStrictEqual(['inserted', 'deleted', 'deleted'])
    },
  }),
]
