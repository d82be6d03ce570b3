import { integer, sql, text, type AppliedProof, type Migration, type Migrations } from '@holdfast/core'
import { changeColumnType, createIndex } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

const proofsOf = async (history: Migrations): Promise<readonly AppliedProof[]> => {
  const { isWhole, proofs } = await history.verify()
  expect(isWhole).toBe(true)
  return proofs
}

export const keptProofRules: readonly Rule[] = [
  rule({
    id: 'migrations.proof.kept',
    title:
      'verify() tells what was proved as each migration was applied: the tables that were the same, and what a new type did to the values, until it is undone',
    needs,
    present: async (context) => {
      const { table, apply, migrations } = scratch(context)
      const [parent, child] = [table(), table()]
      const aside = `holdfast_quarantine_${child}_word`
      const list: readonly Migration[] = [
        {
          version: 1,
          name: 'make',
          up: `create table ${parent} (id integer primary key);
create table ${child} (id integer primary key, parent integer references ${parent} (id), n varchar(20), word varchar(20));
insert into ${parent} values (1), (2);
insert into ${child} values (1, 1, '1', 'a'), (2, 1, 'x', '2'), (3, 1, null, null)`,
        },
        {
          version: 2,
          name: 'fewer',
          up: `delete from ${parent} where id = 2`,
          down: `insert into ${parent} values (2)`,
        },
        {
          version: 3,
          name: 'types',
          up: [
            changeColumnType(child, 'n', integer().nullable(), { loss: { accept: 2 } }),
            changeColumnType(child, 'word', integer().nullable(), { loss: 'quarantine' }),
          ],
        },
        { version: 4, name: 'more', up: `create table ${table()} (id integer)` },
      ]
      const history = migrations(list)
      await apply(list.slice(0, 2))
      context.after(() => context.db.run(sql`drop table if exists ${sql.identifier(aside)}`))
      const [fewer, ...none] = await proofsOf(migrations(list.slice(0, 2)))
      expect(none).toStrictEqual([])
      expect(fewer).toStrictEqual({
        version: 2,
        name: 'fewer',
        conserved: [{ table: child, rows: 3, hash: expect.stringMatching(/^[0-9a-f]{32}$/) as string }],
        converted: [],
      })
      await migrations(list.slice(0, 2)).down({ to: 1 })
      expect(await proofsOf(migrations(list.slice(0, 1)))).toStrictEqual([])
      await apply(list)
      const [again, types, ...others] = await proofsOf(history)
      expect(others).toStrictEqual([])
      expect(again).toStrictEqual(fewer)
      const names = { from: expect.any(String) as string, to: expect.any(String) as string }
      expect(types).toMatchObject({
        version: 3,
        name: 'types',
        converted: [
          { table: child, column: 'n', ...names, rows: 3, lost: 1, loss: { accept: 2 } },
          { table: child, column: 'word', ...names, rows: 3, lost: 1, loss: 'quarantine', aside },
        ],
      })
      // An engine that changes the table in place answers for its other columns itself.
      for (const { table: name, rows } of types!.conserved)
        expect({ name, rows }).toEqual({ name: child, rows: 3 })
    },
  }),
  rule({
    id: 'migrations.proof.kept-steps',
    title:
      'verify() tells what was proved by each step of a migration that is not one transaction, also of steps that a run before has done',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const [one, two] = [table(), table()]
      const broken: Migration = {
        version: 2,
        name: 'steps',
        transaction: false,
        up: [
          changeColumnType(one, 'n', text().nullable()),
          createIndex(two, `${two}_n`, ['n']),
          changeColumnType(one, 'm', text().nullable()),
        ],
      }
      const list: readonly Migration[] = [
        {
          version: 1,
          name: 'make',
          up: `create table ${one} (id integer primary key, n integer, m integer); insert into ${one} values (1, 1, 1)`,
        },
        broken,
      ]
      await refusal('migration', () => migrations(list).apply({ rehearse: 'never' }))
      expect((await migrations(list).status()).applied.at(-1)).toMatchObject({ outcome: 'started' })
      await context.db.run(sql`create table ${sql.identifier(two)} (n integer)`)
      await migrations(list).apply()
      const [steps, ...none] = await proofsOf(migrations(list))
      expect(none).toStrictEqual([])
      expect(steps!.converted.map(({ column, rows, lost }) => ({ column, rows, lost }))).toStrictEqual([
        { column: 'n', rows: 1, lost: 0 },
        { column: 'm', rows: 1, lost: 0 },
      ])
    },
  }),
]
