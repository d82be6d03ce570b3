import {
  bigint,
  integer,
  sql,
  text,
  type Loss,
  type Migration,
  type Migrations,
  type Row,
} from '@holdfast/core'
import { changeColumnType, dropNotNull } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch, type Scratch } from './scratch.ts'

const needs = ['sql'] as const

interface Stage extends Pick<Scratch, 'apply'> {
  readonly list: readonly Migration[]
  readonly name: string
  readonly aside: string
  readonly history: Migrations
  change(loss: Loss): Promise<unknown>
  rows(table: string): Promise<readonly Row[]>
}

/** Rows of which two have a text that is no whole number. */
const stageOf = async (context: Context): Promise<Stage> => {
  const { db } = context
  const { table, apply, migrations } = scratch(context)
  const name = table()
  const aside = `holdfast_quarantine_${name}_held`
  const list: Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table ${name} (id integer primary key, held varchar(20)); insert into ${name} values (1, '12'), (2, 'abc'), (3, null), (4, '2.7'), (5, '-7')`,
    },
  ]
  await apply(list)
  context.after(() => db.run(sql`drop table if exists ${sql.identifier(aside)}`))
  return {
    apply,
    list,
    name,
    aside,
    history: migrations(list),
    change: (loss) =>
      apply([
        ...list,
        { version: 2, name: 'type', up: [changeColumnType(name, 'held', integer().nullable(), { loss })] },
      ]),
    rows: (from) => db.all(sql`select * from ${sql.identifier(from)} order by id`),
  }
}

const before = [
  { id: 1, held: '12' },
  { id: 2, held: 'abc' },
  { id: 3, held: null },
  { id: 4, held: '2.7' },
  { id: 5, held: '-7' },
]

export const lossRules: readonly Rule[] = [
  rule({
    id: 'migrations.steps.quarantine',
    title:
      "changeColumnType() with loss: 'quarantine' keeps the old values that would be lost aside with their keys, and leaves null",
    needs,
    present: async (context) => {
      const { name, aside, change, rows } = await stageOf(context)
      await change('quarantine')
      expect(await rows(name)).toStrictEqual([
        { id: 1, held: 12 },
        { id: 2, held: null },
        { id: 3, held: null },
        { id: 4, held: null },
        { id: 5, held: -7 },
      ])
      expect(await rows(aside)).toStrictEqual([
        { id: 2, lost_value: 'abc' },
        { id: 4, lost_value: '2.7' },
      ])
    },
  }),
  rule({
    id: 'migrations.steps.quarantine-not-null',
    title:
      "changeColumnType() with loss: 'quarantine' of a column that must have a value says what to put before it, and changes nothing",
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const aside = `holdfast_quarantine_${name}_held`
      const first: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer primary key, held varchar(20) not null); insert into ${name} values (1, '12'), (2, 'abc')`,
      }
      await apply([first])
      const type = changeColumnType(name, 'held', integer().nullable(), { loss: 'quarantine' })
      const error = await refusal('migration', () => apply([first, { version: 2, name: 'type', up: [type] }]))
      expect(error.message).toMatch(new RegExp(`"held" of "${name}" must have one; put dropNotNull`))
      expect(error.cause).toMatchObject({ code: 'not-null', columns: ['held'] })
      expect(await has(aside)).toBe(false)
      context.after(() => context.db.run(sql`drop table if exists ${sql.identifier(aside)}`))
      await apply([first, { version: 2, name: 'type', up: [dropNotNull(name, 'held'), type] }])
      expect(
        await context.db.all(sql`select id, held from ${sql.identifier(name)} order by id`),
      ).toStrictEqual([
        { id: 1, held: 12 },
        { id: 2, held: null },
      ])
    },
  }),
  rule({
    id: 'migrations.steps.quarantine-again',
    title:
      "changeColumnType() with loss: 'quarantine' keeps what it puts aside a second time beside the first",
    needs,
    present: async (context) => {
      const { db } = context
      const { name, aside, rows, apply, list } = await stageOf(context)
      context.after(() => db.run(sql`drop table if exists ${sql.identifier(`${aside}_2`)}`))
      const number = changeColumnType(name, 'held', integer().nullable(), { loss: 'quarantine' })
      const again: Migration[] = [
        ...list,
        { version: 2, name: 'first', up: [number] },
        { version: 3, name: 'back', up: [changeColumnType(name, 'held', text().nullable())] },
        { version: 4, name: 'worse', up: `update ${name} set held = 'xyz' where id = 1` },
        { version: 5, name: 'second', up: [number] },
      ]
      await apply(again)
      expect((await rows(aside)).map(({ lost_value }) => lost_value)).toStrictEqual(['abc', '2.7'])
      expect(await rows(`${aside}_2`)).toStrictEqual([{ id: 1, lost_value: 'xyz' }])
    },
  }),
  rule({
    id: 'migrations.steps.accept-losses',
    title:
      'changeColumnType() with loss: { accept } changes the type when no more values would be lost, and else nothing',
    needs,
    present: async (context) => {
      const { name, change, rows } = await stageOf(context)
      const error = await refusal('migration', () => change({ accept: 1 }))
      expect(error.message).toMatch(/2 of 5 values/)
      // Neither the message nor what goes with it quotes a value.
      expect(error.message).not.toMatch(/abc|2\.7/)
      expect(await rows(name)).toStrictEqual(before)
      await change({ accept: 2 })
      const after = await rows(name)
      expect(after.filter(({ id }) => [1, 3, 5].includes(Number(id)))).toStrictEqual([
        { id: 1, held: 12 },
        { id: 3, held: null },
        { id: 5, held: -7 },
      ])
      expect(after.length).toBe(5)
    },
  }),
  rule({
    id: 'migrations.backup.lost-values',
    title:
      'changeColumnType() that loses values copies the table first, whatever loss allows it, and restore() brings them back; one that loses none makes no copy',
    needs,
    present: async (context) => {
      for (const loss of [{ accept: 2 }, 'quarantine'] as const) {
        const { name, rows, apply, list, history } = await stageOf(context)
        const wider = changeColumnType(name, 'held', text().nullable(), { loss })
        const number = changeColumnType(name, 'held', integer().nullable(), { loss })
        await apply(
          [...list, { version: 2, name: 'wider', up: [wider] }, { version: 3, name: 'number', up: [number] }],
          { rehearse: 'never' },
        )
        expect(await rows(name)).not.toStrictEqual(before)
        const copies = (await history.backups()).filter(({ table }) => table === name)
        for (const copy of copies)
          context.after(() => context.db.run(sql`drop table if exists ${sql.identifier(copy.name)}`))
        expect(copies.map((copy) => [copy.version, copy.rows])).toStrictEqual([[3, 5]])
        await history.restore(copies[0]!.name, { replace: true })
        expect(await rows(name)).toStrictEqual(before)
      }
    },
  }),
  rule({
    id: 'migrations.steps.own-range',
    title: 'changeColumnType() keeps a range that the author has written himself, named or not',
    needs,
    present: async (context) => {
      const { db } = context
      for (const [check, out] of [
        ['check (n between 1 and 10)', 11],
        ['check (n between 0 and 1)', 2],
        ['constraint own_range check (n between 0 and 5)', 6],
      ] as const) {
        const { table, apply } = scratch(context)
        const name = table()
        const list: readonly Migration[] = [
          {
            version: 1,
            name: 'make',
            up: `create table ${name} (id integer primary key, n integer, ${check})`,
          },
          { version: 2, name: 'type', up: [changeColumnType(name, 'n', bigint().nullable())] },
        ]
        await apply(list)
        await db.run(sql`insert into ${sql.identifier(name)} values (1, 1)`)
        // Where an engine tells no names, a range is a range, whoever wrote it.
        const written = db.run(sql`insert into ${sql.identifier(name)} values (2, ${out})`)
        await expect(written).rejects.toMatchObject({
          code: expect.stringMatching(/^(check|out-of-range)$/) as unknown,
        })
      }
    },
  }),
]
