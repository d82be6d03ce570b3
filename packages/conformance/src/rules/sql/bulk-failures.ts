import { integer, sql, type BulkRow } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const sqlBulkFailures: readonly Rule[] = [
  rule({
    id: 'sql.bulk.all-or-none',
    title: 'bulkInsert() inserts nothing when a row is refused, when a value is, or when its source throws',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table('id integer primary key, name text not null')
      await context.session.run(sql`insert into ${sql.identifier(name)} values (5000, 'there')`)
      const thrown = new Error('from the source')
      const rows = function* (bad: number, make: () => BulkRow): Generator<BulkRow> {
        for (let id = 0; id < 6_000; id += 1)
          yield id === bad ? make() : { id: id === 5_000 ? 9_000 : id, name: `n${id}` }
      }
      const fails = (make: () => BulkRow): Promise<unknown> =>
        context.session.bulkInsert(name, rows(4_500, make))
      await refusal('duplicate', () => fails(() => ({ id: 5_000, name: 'again' })))
      await refusal('not-null', () => fails(() => ({ id: 9_999, name: null })))
      await refusal('invalid-value', () => fails(() => ({ id: 9_999, name: 'a\u0000' })))
      expect(
        await failureOf(() =>
          fails(() => {
            throw thrown
          }),
        ),
      ).toBe(thrown)
      expect(await context.session.all(sql`select id from ${sql.identifier(name)}`)).toStrictEqual([
        { id: 5_000 },
      ])
    },
  }),
  rule({
    id: 'sql.bulk.aborted',
    title: 'bulkInsert() whose signal aborts, or whose transaction is stopped, leaves no row, then or later',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table('id integer primary key')
      const rows = function* (at: number, abort: () => void): Generator<BulkRow> {
        for (let id = 0; id < 40_000; id += 1) {
          if (id === at) abort()
          yield { id }
        }
      }
      for (const at of [0, 1, 5_000, 30_000]) {
        const [alone, within] = [new AbortController(), new AbortController()]
        await refusal('cancelled', () =>
          context.session.bulkInsert(
            name,
            rows(at, () => alone.abort()),
            { signal: alone.signal },
          ),
        )
        await refusal('cancelled', () =>
          context.session.transaction(
            (tx) =>
              tx.transaction((inner) =>
                inner.bulkInsert(
                  name,
                  rows(at, () => within.abort()),
                ),
              ),
            { signal: within.signal },
          ),
        )
        const count = sql`select count(*) as n from ${sql.identifier(name)}`.as({ n: integer() })
        for (let turn = 0; turn < 20; turn += 1)
          expect(await context.session.first(count), `${at}`).toStrictEqual({ n: 0 })
      }
    },
  }),
  rule({
    id: 'sql.bulk.misuse',
    title: 'bulkInsert() refuses rows with other columns than the first, and what is no row, as misuse',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table('id integer primary key, name text')
      const wrong = [
        [{ id: 1, name: 'a' }, { id: 2 }],
        [{ id: 1 }, { id: 2, name: 'b' }],
        [{ id: 1 }, null],
        [5],
        [{ id: 1, name: {} }],
        [{}],
      ]
      for (const rows of wrong)
        await misuse(() => context.session.bulkInsert(name, rows as unknown as BulkRow[]))
      await misuse(() => context.session.bulkInsert(name, 5 as unknown as BulkRow[]))
      expect(await context.session.all(sql`select id from ${sql.identifier(name)}`)).toStrictEqual([])
      await refusal('no-table', () => context.session.bulkInsert(context.name(), [{ id: 1 }]))
      await refusal('no-column', () => context.session.bulkInsert(name, [{ missing: 1 }]))
    },
  }),
  rule({
    id: 'sql.bulk.in-transaction',
    title: 'tx.bulkInsert() is seen by its transaction and disappears with it',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table('id integer primary key')
      const count = sql`select count(*) as n from ${sql.identifier(name)}`.as({ n: integer() })
      const rows = Array.from({ length: 1_200 }, (_, id) => ({ id }))
      await context.session
        .transaction(async (tx) => {
          expect(await tx.bulkInsert(name, rows)).toBe(1_200)
          expect(await tx.first(count)).toStrictEqual({ n: 1_200 })
          throw new Error('roll back')
        })
        .catch(() => undefined)
      expect(await context.session.first(count)).toStrictEqual({ n: 0 })
      await context.session.transaction((tx) => tx.bulkInsert(name, rows))
      expect(await context.session.first(count)).toStrictEqual({ n: 1_200 })
    },
  }),
]
