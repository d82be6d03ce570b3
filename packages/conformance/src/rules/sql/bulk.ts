import { integer, sql, text, type BulkRow } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const columns = 'id integer primary key, name text, r double precision, b bytea'

export const sqlBulk: readonly Rule[] = [
  rule({
    id: 'sql.bulk.values',
    title:
      'bulkInsert() stores every kind of value as run() does: text that looks like escapes, NULL, fractions, bytes',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table(columns)
      const table = sql.identifier(name)
      const texts = [
        '',
        '\\N',
        'NULL',
        'a\tb',
        'a\nb',
        'a\r\nb',
        '\\',
        '"',
        "'",
        ',',
        '\u{10FFFF}',
        '\uFFFF',
        '\\.',
        ' x ',
        'é',
        '\u0001',
        null,
      ]
      const rows = texts.map((value, id): BulkRow => ({
        id,
        name: value,
        r: id + 0.5,
        b: id % 2 === 0 ? Uint8Array.of(0, 92, 78, 255, id) : null,
      }))
      expect(await context.session.bulkInsert(name, rows)).toBe(texts.length)
      const read = await context.session.all(sql`select id, name, r, b from ${table} order by id`)
      expect(read).toStrictEqual(rows)
    },
  }),
  rule({
    id: 'sql.bulk.sources',
    title: 'bulkInsert() takes arrays, generators and asynchronous generators, and gives the number of rows',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table('id integer primary key')
      const some = function* (from: number, to: number): Generator<BulkRow> {
        for (let id = from; id < to; id += 1) yield { id }
      }
      const later = async function* (): AsyncGenerator<BulkRow> {
        for (const row of some(100, 150)) {
          await new Promise(setImmediate)
          yield row
        }
      }
      expect(await context.session.bulkInsert(name, [])).toBe(0)
      expect(await context.session.bulkInsert(name, some(0, 100))).toBe(100)
      expect(await context.session.bulkInsert(name, later())).toBe(50)
      const count = sql`select count(*) as n, min(id) as low, max(id) as high from ${sql.identifier(name)}`
      expect(
        await context.session.first(count.as({ n: integer(), low: integer(), high: integer() })),
      ).toStrictEqual({ n: 150, low: 0, high: 149 })
    },
  }),
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
  rule({
    id: 'sql.bulk.flat',
    title: 'bulkInsert() reads its source as it goes: 100 000 rows in flat memory, beside other work',
    needs: ['sql'],
    timeout: 90_000,
    present: async (context) => {
      const name = await context.table('id integer, name text')
      const start = process.memoryUsage().heapUsed
      let peak = 0
      const rows = function* (): Generator<BulkRow> {
        for (let id = 0; id < 100_000; id += 1) {
          if (id % 5_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed - start)
          yield { id, name: `${id}`.padEnd(1_000, 'x') }
        }
      }
      let turns = 0
      const beside = setInterval(() => (turns += 1), 1)
      expect(await context.session.bulkInsert(name, rows())).toBe(100_000)
      clearInterval(beside)
      expect(turns).toBeGreaterThan(3)
      expect(peak).toBeLessThan(120 * 2 ** 20)
      const last = sql`select name from ${sql.identifier(name)} where id = 99999`.as({ name: text() })
      expect((await context.session.first(last))?.name.trimEnd()).toBe('99999'.padEnd(1_000, 'x'))
    },
  }),
]
