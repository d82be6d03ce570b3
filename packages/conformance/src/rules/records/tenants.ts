import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { twoTenants } from './two-tenants.ts'
import { methods } from './methods.ts'

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
