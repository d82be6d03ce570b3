import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { methods } from './methods.ts'
import { tickets } from './shapes.ts'

/** Two tenants with rows of the same keys and values; of each, one row is soft-deleted. */
const twoTenants = async (context: Context) => {
  const table = tickets(context.name())
  await context.tables([table])
  const [mine, theirs] = [context.tenant, context.name()]
  const own = context.session.records(table)
  const foreign = context.db.tenant(theirs).records(table)
  for (const records of [own, foreign]) {
    await records.insertMany(['a', 'b', 'gone'].map((id) => ({ id, subject: id, n: 1 })))
    await records.delete('gone', { by: 'before' })
  }
  return { table, mine, theirs, own, foreign, system: context.db.system().records(table) }
}

export const recordsTenants: readonly Rule[] = [
  ...methods.map((method) =>
    rule({
      id: `records.tenant.${method.name}`,
      title: `${method.name}() of a tenant neither sees nor changes the rows of another, though keys and values are the same`,
      present: async (context) => {
        const { own, foreign, system, mine, theirs } = await twoTenants(context)
        const everything = async (): Promise<unknown> =>
          system.list({ where: { org: theirs }, include: 'all', orderBy: ['id'] })
        const before = await everything()
        const target = method.name === 'restore' ? 'gone' : 'a'
        const answer = JSON.stringify((await method.run(own, target)) ?? null)
        expect(answer).not.toContain(theirs)
        expect(await everything()).toStrictEqual(before)
        // What only the other tenant has cannot be found.
        await foreign.insert({ id: 'only', subject: 'only' })
        const after = await everything()
        const outcome = await method.run(own, 'only').catch((error: { code?: string }) => error.code)
        expect(JSON.stringify(outcome ?? null)).not.toContain(theirs)
        expect(await everything()).toStrictEqual(after)
        const rows = await system.list({ where: { org: { notIn: [mine, theirs] } }, include: 'all' })
        expect(rows).toStrictEqual([])
      },
    }),
  ),
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
    id: 'records.tenant.filled-in',
    title: 'the tenant is filled in, may be named, and is misuse when it is another one',
    present: async (context) => {
      const { own, mine, theirs, system } = await twoTenants(context)
      expect((await own.insert({ id: 'c', subject: 'c' })).org).toBe(mine)
      expect((await own.insert({ org: mine, id: 'd', subject: 'd' })).org).toBe(mine)
      await misuse(() => own.insert({ org: theirs, id: 'e', subject: 'e' }))
      await misuse(() => own.insertMany([{ org: theirs, id: 'e', subject: 'e' }]))
      await misuse(() => own.upsert({ org: theirs, id: 'a', subject: 'e' }))
      await misuse(() => own.get({ id: 'a', org: theirs }))
      await misuse(() => own.update({ id: 'a', org: theirs }, { n: 5 }))
      await misuse(() => own.delete({ id: 'a', org: theirs }))
      await misuse(() => own.update('a', { org: theirs } as never))
      await misuse(() => own.updateWhere({ id: 'a' }, { org: theirs } as never))
      expect((await own.get({ id: 'a', org: mine }))?.org).toBe(mine)
      expect(await own.list({ where: { org: theirs } })).toStrictEqual([])
      expect(await own.list({ where: { or: [{ org: theirs }, { id: 'a' }] } })).toHaveLength(1)
      expect(await system.count({ org: theirs })).toBe(2)
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
  rule({
    id: 'records.tenant.unique',
    title: 'unique values and keys are those of one tenant: another may have the same, the same one may not',
    present: async (context) => {
      const { own, foreign } = await twoTenants(context)
      await foreign.insert({ id: 'z', subject: 'z' })
      expect((await own.insert({ id: 'z', subject: 'z' })).id).toBe('z')
      await expect(own.insert({ id: 'z2', subject: 'z' })).rejects.toMatchObject({ code: 'duplicate' })
      await expect(own.insert({ id: 'z', subject: 'z2' })).rejects.toMatchObject({ code: 'duplicate' })
      expect((await own.insert({ id: 'gone2', subject: 'gone' })).subject).toBe('gone')
      await expect(own.restore('gone')).rejects.toMatchObject({ code: 'duplicate' })
      expect((await foreign.restore('gone'))?.subject).toBe('gone')
    },
  }),
]
