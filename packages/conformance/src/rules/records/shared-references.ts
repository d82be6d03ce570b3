import { defineTable, tenant, text } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { looseRecords } from './loose-records.ts'
import { links, tenantFamily } from './tenant-family.ts'

export const recordsSharedReferences: readonly Rule[] = [
  rule({
    id: 'records.tenant-reference.system',
    title: 'a purge through db.system() acts on the references of each tenant',
    present: async (context) => {
      const { own, foreign, parent, orgs } = await tenantFamily(context, 'set-null')
      const parents = looseRecords(context.db.system(), parent)
      await parents.deleteWhere({ id: 'p' })
      await parents.deleteWhere({ id: 'q', org: orgs[1] })
      expect(await parents.purge()).toBe(3)
      expect(await links(own)).toStrictEqual([
        ['1', null],
        ['2', 'q'],
        ['3', null],
      ])
      expect(await links(foreign)).toStrictEqual([
        ['1', null],
        ['2', null],
        ['3', null],
      ])
    },
  }),
  rule({
    id: 'records.tenant-reference.shared',
    title: 'a tenants’ table may refer to a table of nobody, whose delete acts on the rows of all tenants',
    present: async (context) => {
      for (const onDelete of ['restrict', 'cascade', 'set-null'] as const) {
        const { kinds, own, foreign, orgs } = await tenantFamily(context, onDelete)
        const shared = looseRecords(context.db, kinds)
        await refusal('foreign-key', () => own.children.update('3', { kind: 3 }))
        if (onDelete === 'restrict') await refusal('foreign-key', () => shared.delete(1))
        else expect(await shared.delete(1)).toBe(true)
        expect(await shared.delete(2)).toBe(true)
        for (const [index, side] of [own, foreign].entries()) {
          const rows = await side.children.list()
          expect(rows).toHaveLength(onDelete === 'cascade' ? 2 : 3)
          expect(rows.filter(({ kind }) => kind !== null)).toHaveLength(onDelete === 'restrict' ? 1 : 0)
          expect(rows.every(({ org }) => org === orgs[index])).toBe(true)
        }
      }
    },
  }),
  rule({
    id: 'records.tenant-reference.definition',
    title: 'a table without tenant() cannot refer to one with it',
    present: async (context) => {
      const parent = defineTable(context.name(), { org: tenant(), id: text().primaryKey() })
      await misuse(() =>
        defineTable(context.name(), { id: text().primaryKey(), to: text().references(() => parent.id) }),
      )
      await context.tables([parent])
      expect(await context.session.records(parent).count()).toBe(0)
    },
  }),
]
