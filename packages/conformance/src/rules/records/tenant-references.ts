import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { looseRecords } from './loose-records.ts'
import { links, tenantFamily, untouched } from './tenant-family.ts'

export const recordsTenantReferences: readonly Rule[] = [
  rule({
    id: 'records.tenant-reference.own',
    title:
      'a reference between tables of tenants leads to rows of the same tenant: those of another do not exist',
    present: async (context) => {
      const { own, foreign } = await tenantFamily(context, 'restrict')
      await refusal('foreign-key', () => own.children.insert({ id: '4', parentId: 'theirs' }))
      await refusal('foreign-key', () => own.children.update('3', { parentId: 'theirs' }))
      await refusal('foreign-key', () => own.children.insertMany([{ id: '4', parentId: 'theirs' }]))
      expect((await foreign.children.insert({ id: '4', parentId: 'theirs' })).parentId).toBe('theirs')
      expect(await links(own)).toStrictEqual(untouched)
    },
  }),
  rule({
    id: 'records.tenant-reference.restrict',
    title: 'restrict between tables of tenants looks at the rows of the same tenant only',
    present: async (context) => {
      const { own, foreign, parent } = await tenantFamily(context, 'restrict')
      await own.children.update('1', { parentId: null })
      await foreign.parents.delete('p')
      await refusal('foreign-key', () => foreign.parents.purge())
      await own.parents.delete('p')
      expect(await own.parents.purge()).toBe(1)
      await own.parents.delete('q')
      await refusal('foreign-key', () => own.parents.purge())
      await refusal('foreign-key', () => looseRecords(context.db.system(), parent).purge())
      expect(await links(foreign)).toStrictEqual(untouched)
    },
  }),
  rule({
    id: 'records.tenant-reference.cascade',
    title: 'cascade between tables of tenants removes the rows of the same tenant only',
    present: async (context) => {
      const { own, foreign } = await tenantFamily(context, 'cascade')
      await own.parents.delete('p')
      expect(await own.parents.purge()).toBe(1)
      expect(await links(own)).toStrictEqual(untouched.slice(1))
      expect(await links(foreign)).toStrictEqual(untouched)
    },
  }),
  rule({
    id: 'records.tenant-reference.set-null',
    title:
      'set-null between tables of tenants empties the reference and keeps the tenant, in the same tenant only',
    present: async (context) => {
      const { own, foreign, system, orgs } = await tenantFamily(context, 'set-null')
      await own.parents.delete('p')
      expect(await own.parents.purge()).toBe(1)
      expect(await links(own)).toStrictEqual([
        ['1', null],
        ['2', 'q'],
        ['3', null],
      ])
      expect(await links(foreign)).toStrictEqual(untouched)
      for (const org of orgs) expect(await system.count({ org })).toBe(3)
      expect((await own.children.get('1'))?.org).toBe(orgs[0])
    },
  }),
  rule({
    id: 'records.tenant-reference.system-update',
    title: 'a change through db.system() refers to active rows of the row’s own tenant only',
    present: async (context) => {
      const { own, foreign, system, orgs } = await tenantFamily(context, 'restrict')
      await refusal('foreign-key', () => system.updateWhere({ id: '3' }, { parentId: 'theirs' }))
      await refusal('foreign-key', () => system.update({ org: orgs[0], id: '3' }, { parentId: 'theirs' }))
      await own.children.update('1', { parentId: null })
      await own.parents.delete('p')
      await refusal('foreign-key', () => system.updateWhere({ id: '3' }, { parentId: 'p' }))
      await refusal('foreign-key', () => system.upsert({ org: orgs[0], id: '3', parentId: 'p' }))
      expect(await system.updateWhere({ id: '3', org: orgs[1] }, { parentId: 'p' })).toBe(1)
      expect(await links(own)).toStrictEqual([
        ['1', null],
        ['2', 'q'],
        ['3', null],
      ])
      expect(await links(foreign)).toStrictEqual([...untouched.slice(0, 2), ['3', 'p']])
    },
  }),
]
