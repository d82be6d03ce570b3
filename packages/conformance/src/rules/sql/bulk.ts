import { integer, sql, text, type BulkRow } from '@holdfast/core'
import { expect } from 'vitest'
import { held } from '../../live-memory.ts'
import { rule, type Rule } from '../../rule.ts'

const bulkColumns = 'id integer primary key, name text, r double precision, b bytea'

export const sqlBulk: readonly Rule[] = [
  rule({
    id: 'sql.bulk.values',
    title:
      'bulkInsert() stores every kind of value as run() does: text that looks like escapes, NULL, fractions, bytes',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table(bulkColumns)
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
    id: 'sql.bulk.flat',
    title: 'bulkInsert() reads its source as it goes: 100 000 rows in flat memory, beside other work',
    needs: ['sql'],
    timeout: 90_000,
    present: async (context) => {
      const name = await context.table('id integer, name text')
      const start = held()
      let peak = 0
      const rows = function* (): Generator<BulkRow> {
        for (let id = 0; id < 100_000; id += 1) {
          if (id % 20_000 === 19_999) peak = Math.max(peak, held() - start)
          yield { id, name: `${id}`.padEnd(1_000, 'x') }
        }
      }
      let turns = 0
      const beside = setInterval(() => (turns += 1), 1)
      expect(await context.session.bulkInsert(name, rows())).toBe(100_000)
      clearInterval(beside)
      expect(turns).toBeGreaterThan(3)
      // All rows together are a hundred megabytes.
      expect(peak).toBeLessThan(30)
      const last = sql`select name from ${sql.identifier(name)} where id = 99999`.as({ name: text() })
      expect((await context.session.first(last))?.name.trimEnd()).toBe('99999'.padEnd(1_000, 'x'))
    },
  }),
]
