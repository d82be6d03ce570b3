import { bigint, defineTable, integer, sql, text, withAttribution } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { nameOf } from '../../table-name.ts'
import { historyOf } from './shapes.ts'

const things = (name: string) =>
  defineTable(name, { id: integer().primaryKey(), n: integer(), label: text().nullable() }, { changes: true })

export const changeSql: readonly Rule[] = [
  rule({
    id: 'changes.sql',
    title:
      'plain SQL, bulkInsert() and a delete of every row are recorded as what is done through records(); without tracksSql they leave no trace, and what records() does later is recorded',
    needs: ['sql', 'tracksSql'],
    present: async (context) => {
      context.db.migrations({ migrations: [] })
      const table = things(context.name())
      await context.tables([table])
      const { db } = context
      const at = sql.identifier(nameOf(table))
      const changes = db.changes(table)
      await withAttribution({ actor: 'ann' }, () =>
        db.run(sql`insert into ${at} (id, n) values (1, 1), (2, 2)`),
      )
      await db.bulkInsert(nameOf(table), [
        { id: 3, n: 3, label: 'x' },
        { id: 4, n: 4, label: null },
      ])
      await db.run(sql`update ${at} set n = n + 10 where id < 3`)
      await db.run(sql`update ${at} set n = n where id = 1`)
      await db.transaction(async (tx) => {
        await withAttribution({ actor: 'bob', reason: 'why' }, () =>
          tx.run(sql`update ${at} set label = ${'é"'} where id = 1`),
        )
        await tx.run(sql`delete from ${at} where id = 4`)
      })
      await db.run(sql`update ${at} set id = 5 where id = 2`)
      await db.run(sql`delete from ${at}`)
      expect(await historyOf(changes, 1)).toStrictEqual([
        'insert n:undefined>1',
        'update n:1>11',
        'update label:null>é"',
        'delete label:é">undefined n:11>undefined',
      ])
      expect(await historyOf(changes, 2)).toStrictEqual([
        'insert n:undefined>2',
        'update n:2>12',
        'delete n:12>undefined',
      ])
      expect(await historyOf(changes, 5)).toStrictEqual(['insert n:undefined>12', 'delete n:12>undefined'])
      const { items } = await changes.page({ order: 'oldest', limit: 1_000 })
      const of = (key: number, version: number) =>
        items.find((one) => one.key === key && one.version === version)
      expect([of(1, 1)?.actor, of(2, 1)?.actor, of(3, 1)?.actor]).toStrictEqual(['ann', 'ann', undefined])
      expect([of(1, 3)?.actor, of(1, 3)?.reason, of(4, 2)?.actor]).toStrictEqual(['bob', 'why', undefined])
      expect(of(1, 3)?.transaction).toBe(of(4, 2)?.transaction)
      expect(of(1, 1)?.transaction).toBe(of(2, 1)?.transaction)
      expect(new Set(items.map(({ transaction }) => transaction)).size).toBe(6)
    },
    absent: async (context) => {
      const table = things(context.name())
      await context.tables([table])
      const { db } = context
      const at = sql.identifier(nameOf(table))
      await db.run(sql`insert into ${at} (id, n) values (1, 1)`)
      await db.bulkInsert(nameOf(table), [{ id: 3, n: 3, label: 'x' }])
      await db.run(sql`update ${at} set n = 2`)
      expect((await db.changes(table).page()).items).toStrictEqual([])
      await db.records(table).update(1, { n: 3 })
      expect(await historyOf(db.changes(table), 1)).toStrictEqual(['update n:2>3'])
      expect((await db.changes(table).asOf(1, new Date(0)))?.row).toStrictEqual({ id: 1, n: 2, label: null })
    },
  }),
  rule({
    id: 'changes.early',
    title:
      'a handle of a tracked table may be made before its table, and a load right behind createTables() is signed',
    present: async (context) => {
      const db = context.capabilities.sql ? (await context.fresh()).db : context.db
      const table = things(context.name())
      const rows = db.records(table)
      await withAttribution({ actor: 'ann' }, async () => {
        if (context.capabilities.sql) await db.createTables([table])
        else await context.tables([table])
        await rows.insert({ id: 1, n: 1 })
      })
      expect((await db.changes(table).history(1)).items.map(({ actor }) => actor)).toStrictEqual(['ann'])
      if (!context.capabilities.tracksSql || !context.capabilities.sql) return
      const { db: other } = await context.fresh()
      await other.createTables([table])
      await withAttribution({ actor: 'bob' }, () =>
        other.bulkInsert(nameOf(table), [{ id: 1, n: 1, label: null }]),
      )
      expect((await other.changes(table).history(1)).items.map(({ actor }) => actor)).toStrictEqual(['bob'])
    },
  }),
  rule({
    id: 'changes.tables',
    title:
      'createTables() brings what is recorded in line with the definition, and records nothing when it asks for nothing',
    present: async (context) => {
      const name = context.name()
      const columns = { id: integer().primaryKey(), a: integer(), b: bigint().nullable() }
      const plain = defineTable(name, columns)
      const some = defineTable(name, columns, { changes: { only: ['a'] } })
      const all = defineTable(name, columns, { changes: true })
      const { db, session } = context
      await context.tables([plain])
      await session.records(plain).insert({ id: 1, a: 1 })
      if (!context.capabilities.sql) return
      await db.createTables([some])
      await db.createTables([some])
      await session.records(some).update(1, { a: 2, b: 2n })
      await db.createTables([all])
      await session.records(all).update(1, { a: 3, b: 3n })
      await db.createTables([plain])
      await session.records(plain).update(1, { a: 4, b: 4n })
      expect(await historyOf(session.changes(all), 1)).toStrictEqual(['update a:1>2', 'update a:2>3 b:2>3'])
      const { items } = await session.changes(all).history(1)
      expect((await session.changes(all).asOf(1, items.at(-1)!.at))?.version).toBeGreaterThan(0)
    },
  }),
]
