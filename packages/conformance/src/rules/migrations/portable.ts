import { rehearseOnEach, sql, type Migration } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const portableRules: readonly Rule[] = [
  rule({
    id: 'migrations.portable',
    title:
      'rehearseOnEach() tells what migrations do not do alike on each database, or that one of them would fail, and changes nothing',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db: one } = await context.fresh()
      const { db: other } = await context.fresh()
      const [name, second] = [one.backend, `${one.backend} (2)`]
      const list: readonly Migration[] = [
        { version: 1, name: 'make', up: 'create table things (id bigint primary key, n bigint not null)' },
        { version: 2, name: 'more', up: 'alter table things add column m bigint' },
      ]
      const same = await rehearseOnEach([one, other], { migrations: list })
      expect(same).toMatchObject({ isPortable: true, differences: [] })
      expect(same.rehearsals.map((each) => `${each.name} ${each.rehearsal.outcome}`)).toStrictEqual([
        `${name} passes`,
        `${second} passes`,
      ])
      expect((await one.migrations({ migrations: list }).plan()).pending.length).toBe(2)

      for (const db of [one, other]) await db.migrate({ migrations: list })
      await other.run(sql`insert into things values (1, 1, null)`)
      const copy: Migration = {
        version: 3,
        name: 'copy',
        up: 'create table copies (id bigint primary key); insert into copies select id from things; create unique index of_things on things (m)',
      }
      const differs = await rehearseOnEach([one, other], { migrations: [...list, copy] })
      expect(differs).toMatchObject({
        isPortable: false,
        differences: [`3 copy: table copies: rows +1: on ${second} alone`],
      })
      const wrong: Migration = {
        version: 3,
        name: 'wrong',
        up: 'alter table things drop column n; select id / 0 from copies',
      }
      const fails = await rehearseOnEach([one, other], { migrations: [...list, wrong] }, { lint: false })
      expect(fails).toMatchObject({ isPortable: false, differences: [] })
      expect(fails.rehearsals.map(({ rehearsal }) => rehearsal.outcome)).toStrictEqual(['fails', 'fails'])
      for (const few of [[], [one], one])
        await expect(rehearseOnEach(few as never, { migrations: list })).rejects.toThrow(TypeError)
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
]
