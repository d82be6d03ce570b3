import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../failures.ts'
import { openAt } from '../suite.ts'
import { rule, type Rule } from '../rule.ts'
import { runSeveral } from '../worker/run-several.ts'
import { lineRules } from './schema/lines.ts'

export const schemaRules: readonly Rule[] = [
  rule({
    id: 'schema.check.missing',
    title:
      'open({ schema: "check" }) on an empty database throws schema and makes nothing; after an install it succeeds',
    needs: ['persistent'],
    present: async (context) => {
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      await refusal('schema', () => openAt(place, { schema: 'check' }))
      await refusal('schema', () => openAt(place, { schema: 'check' }))
      await (await openAt(place)).close()
      const db = await openAt(place, { schema: 'check' })
      await db.keyValue('items').set('k', 1)
      expect(await db.keyValue('items').get('k')).toBe(1)
      await db.close()
    },
    absent: async (context) => {
      // Where every handle begins empty there is nothing to find missing.
      const db = await context.open()
      expect(await db.keyValue('items').get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'schema.install.race',
    title:
      'open() by several handles of one empty database at the same time installs once and fails for none',
    present: async (context) => {
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const handles = await Promise.all(Array.from({ length: 5 }, () => openAt(place)))
      await Promise.all(handles.map((db, index) => db.keyValue('items').set(`k${index}`, index)))
      for (const [index, db] of handles.entries())
        expect(await db.keyValue('items').get(`k${index}`)).toBe(index)
      await Promise.all(handles.map((db) => db.close()))
    },
  }),
  rule({
    id: 'schema.install.processes',
    title: 'open() of one empty database by eight processes at once makes the tables once and fails for none',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const opens = Array.from({ length: 8 }, () => '')
      const children = await runSeveral(context, place, 'open', opens)
      if (children === undefined) return 'not-run'
      expect(children.map(({ lines }) => lines)).toStrictEqual(children.map(() => ['open']))
      const db = await openAt(place, { schema: 'check' })
      await db.keyValue('items').set('k', 1)
      await db.close()
      return undefined
    },
    absent: async (context) => {
      expect(context.capabilities.multiProcess).toBe(false)
    },
  }),
  rule({
    id: 'schema.install.again',
    title: 'open() of a database that is installed already changes nothing in it',
    needs: ['persistent'],
    present: async (context) => {
      const { db, again } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      const before = await db.keyValue('items').entry('k')
      await again()
      expect(await (await again()).keyValue('items').entry('k')).toStrictEqual(before)
    },
    absent: async (context) => {
      const { db, again } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      await again()
      expect(await db.keyValue('items').get('k')).toBe(1)
    },
  }),
  rule({
    id: 'schema.off',
    title: 'open({ schema: "off" }) makes no table: a store then throws no-table, and SQL works',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db } = await context.fresh({ schema: 'off' })
      expect(await db.all(sql`select 1 as one`)).toStrictEqual([{ one: 1 }])
      await refusal('no-table', () => db.keyValue('items').get('k'))
      await refusal('no-table', () => db.keyValue('items').set('k', 1))
    },
    absent: async (context) => {
      const { db } = await context.fresh({ schema: 'off' })
      expect(db.facts.durability).toBe('none')
    },
  }),
  ...lineRules,
]
