import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { twoTenants } from './two-tenants.ts'
import { methods } from './methods.ts'

export const recordsTenantSessions: readonly Rule[] = [
  rule({
    id: 'records.tenant.none',
    title:
      'a table with tenant() on a session that is bound to no tenant is misuse; db.tenant() and db.system() have it',
    present: async (context) => {
      const { table, own, system } = await twoTenants(context)
      for (const method of methods) await misuse(async () => method.run(context.db.records(table), 'a'))
      await misuse(() => context.db.transaction(async (tx) => tx.records(table).list()))
      expect([await own.count(), await system.count()]).toStrictEqual([2, 4])
    },
  }),
  rule({
    id: 'records.tenant.system',
    title:
      'db.system() sees all tenants, must name the tenant of a new row and of a key, and changes across tenants',
    present: async (context) => {
      const { own, foreign, system, mine, theirs } = await twoTenants(context)
      expect(await system.count()).toBe(4)
      expect(await system.count({}, { include: 'all' })).toBe(6)
      expect((await system.list({ where: { id: 'a' } })).map(({ org }) => org).sort()).toStrictEqual(
        [mine, theirs].sort(),
      )
      await misuse(() => system.get('a'))
      expect((await system.get({ org: theirs, id: 'a' }))?.org).toBe(theirs)
      expect((await system.update({ org: theirs, id: 'a' }, { n: increment(4) }))?.n).toBe(5)
      await system.insert({ org: theirs, id: 'x', subject: 'x' })
      expect(await system.updateWhere({ id: 'b' }, { n: 9 })).toBe(2)
      expect([(await own.get('a'))?.n, (await foreign.get('a'))?.n, (await own.get('b'))?.n]).toStrictEqual([
        1, 5, 9,
      ])
      expect((await system.upsert({ org: mine, id: 'a', subject: 'a', n: 7 })).n).toBe(7)
      expect([(await own.get('a'))?.n, (await foreign.get('a'))?.n]).toStrictEqual([7, 5])
      expect(await system.deleteWhere({ id: 'a' })).toBe(2)
      expect(await system.purge()).toBe(4)
    },
  }),
  rule({
    id: 'records.tenant.unnamed-row',
    title: 'db.system() refuses a new row that names no tenant, and writes nothing',
    present: async (context) => {
      const { system } = await twoTenants(context)
      const works = [
        () => system.insert({ id: 'n', subject: 'n' }),
        () => system.insertMany([{ id: 'n', subject: 'n' }]),
        () => system.upsert({ id: 'n', subject: 'n' }),
      ]
      for (const work of works) {
        await expect(work()).rejects.toSatisfy(
          (error: { code?: string }) => error instanceof TypeError || error.code === 'not-null',
        )
      }
      expect(await system.count({}, { include: 'all' })).toBe(6)
    },
  }),
  rule({
    id: 'records.tenant.in-transaction',
    title: 'tenant().transaction() and system().transaction() give transactions that are bound alike',
    present: async (context) => {
      const { table, own, theirs } = await twoTenants(context)
      await context.session.transaction(async (tx) => {
        expect(await tx.records(table).count()).toBe(2)
        await tx.records(table).insert({ id: 'c', subject: 'c' })
        await tx.transaction(async (inner) => {
          expect(await inner.records(table).count()).toBe(3)
        })
      })
      await context.db.system().transaction(async (tx) => {
        expect(await tx.records(table).count()).toBe(5)
        expect(await tx.records(table).deleteWhere({ org: theirs })).toBe(2)
      })
      expect(await own.count()).toBe(3)
    },
  }),
]
