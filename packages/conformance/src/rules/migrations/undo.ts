import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Migration } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'
import { family } from './family.ts'

const needs = ['sql'] as const

export const undoRules: readonly Rule[] = [
  rule({
    id: 'migrations.undo.fails',
    title:
      'down() that fails throws migration whose report tells what was undone, what failed and what was not run',
    needs,
    present: async (context) => {
      const { table, migrations, apply, has } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      const make = (version: number, name: string, down: string): Migration => ({
        version,
        name,
        up: `create table ${name} (id bigint)`,
        down,
      })
      const list = [
        make(1, one, `drop table ${one}`),
        make(2, two, `-- accept: DL01 empty\ndrop table ${two};\nselect * from nowhere_at_all`),
        make(3, three, `drop table ${three}`),
      ]
      await apply(list)
      const error = await refusal('migration', () => migrations(list).down({ to: 0 }))
      expect(error.message).toMatch(/Cannot undo migration 2 .*line 3/)
      expect(error.report).toMatchObject({
        outcome: 'failed',
        applied: [{ version: 3 }],
        failed: { version: 2, line: 3, left: 'old' },
        notRun: [{ version: 1 }],
      })
      expect([await has(one), await has(two), await has(three)]).toStrictEqual([true, true, false])
      expect((await migrations(list).verify()).isWhole).toBe(true)
    },
  }),
  rule({
    id: 'migrations.undo.file',
    title: 'down() of a file that is refused or fails names the file that undoes, and its line',
    needs,
    present: async (context) => {
      const { table, ledger } = scratch(context)
      const name = table()
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-undo-'))
      context.after(async () => rmSync(folder, { recursive: true }))
      const source = context.db.migrations({ directory: folder, ledger })
      writeFileSync(
        join(folder, '001_made.up.sql'),
        `create table ${name} (id bigint);\ninsert into ${name} values (1)`,
      )
      const texts = [`\n\ndrop table ${name}`, `\n\nselect * from nowhere_at_all`]
      await source.apply()
      for (const text of texts) {
        writeFileSync(join(folder, '001_made.down.sql'), text)
        const error = await refusal('migration', () => source.down({ to: 0 }))
        expect(error.message).toMatch(/Cannot undo 001_made\.down\.sql/)
        expect(error.message).not.toContain('up.sql')
        expect(error.report).toMatchObject({ failed: { file: '001_made.down.sql', direction: 'down' } })
      }
    },
  }),
  rule({
    id: 'migrations.undo.rehearsed-file',
    title:
      'rehearse({ down: true }) whose down is refused, fails or brings nothing back names the file that undoes, and its line',
    needs: ['sql', 'persistent'],
    timeout: 60_000,
    present: async (context) => {
      const { table, ledger } = scratch(context)
      const name = table()
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-undo-'))
      context.after(async () => rmSync(folder, { recursive: true }))
      const source = context.db.migrations({ directory: folder, ledger })
      writeFileSync(
        join(folder, '001_made.up.sql'),
        `create table ${name} (id bigint);\ninsert into ${name} values (1)`,
      )
      const failed = async (text: string): Promise<unknown> => {
        writeFileSync(join(folder, '001_made.down.sql'), text)
        const { outcome, failed: found } = await source.rehearse({ down: true })
        expect(outcome).toBe('fails')
        return found
      }
      const file = '001_made.down.sql'
      const down = { file, direction: 'down', left: 'old' }
      expect(await failed(`\n\nselect * from nowhere_at_all`)).toMatchObject({ ...down, line: 3 })
      expect(await failed(`drop table ${name};\nselect 1;\ndrop table nowhere_at_all`)).toMatchObject(down)
      expect(await failed(`\nselect 1`)).toMatchObject(down)
      writeFileSync(join(folder, '001_made.up.sql'), 'select * from nowhere_at_all')
      const up = await failed(`drop table ${name}`)
      expect(up).toMatchObject({ file: '001_made.up.sql', line: 1 })
      expect(up).not.toHaveProperty('direction')
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
  rule({
    id: 'migrations.undo.hazard',
    title: 'down() of a text that drops rows throws migration until that is accepted with a reason',
    needs,
    present: async (context) => {
      const { table, migrations, apply, has } = scratch(context)
      const name = table()
      const list = (head: string): readonly Migration[] => [
        {
          version: 1,
          name: 'one',
          up: `create table ${name} (id bigint); insert into ${name} values (1)`,
          down: `${head}drop table ${name}`,
        },
      ]
      await apply(list(''))
      await refusal('migration', () => migrations(list('')).down({ to: 0 }))
      expect(await has(name)).toBe(true)
      await migrations(list('-- accept: DL01 it is not used\n')).down({ to: 0 })
      expect(await has(name)).toBe(false)
    },
  }),
  rule({
    id: 'migrations.undo.references',
    title: 'down() that rebuilds a parent and loses a row to which another refers changes nothing',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { table, migrations, apply } = scratch(context)
      const [parent, child] = [table(), table()]
      const list: readonly Migration[] = [
        family(parent, child),
        {
          version: 2,
          name: 'more',
          up: `create table ${table()} (id integer)`,
          down: `-- accept: DL01 rebuilt\ncreate table ${parent}_new (id integer primary key);
insert into ${parent}_new select id from ${parent} where id = 1;
drop table ${parent};
alter table ${parent}_new rename to ${parent}`,
        },
      ]
      await apply(list)
      await refusal('migration', () => migrations(list).down({ to: 1 }))
      const count = async (name: string): Promise<number> =>
        (await db.all(sql`select id from ${sql.identifier(name)}`)).length
      expect([await count(parent), await count(child)]).toStrictEqual([2, 2])
    },
    absent: async (context) => {
      // Where the engine acts on no reference, a rebuild changes one table alone.
      expect(context.capabilities.sql && context.capabilities.foreignKeys).toBe(false)
    },
  }),
  rule({
    id: 'migrations.undo.rehearsed',
    title:
      'rehearse({ down: true }) goes up, down and up again, names what a down leaves, and changes nothing',
    needs: ['sql', 'persistent'],
    timeout: 120_000,
    present: async (context) => {
      const { db } = context
      const { table, migrations, apply, has } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      const base: Migration = {
        version: 1,
        name: 'base',
        up: `create table ${one} (id integer primary key); insert into ${one} values (1)`,
      }
      await apply([base])
      const good: Migration = {
        version: 2,
        name: 'good',
        up: `create table ${two} (id integer); insert into ${one} values (2)`,
        down: `drop table ${two}; delete from ${one} where id = 2`,
      }
      const none: Migration = { version: 3, name: 'none', up: `insert into ${one} values (3)` }
      const whole = await migrations([base, good, none]).rehearse({ down: true })
      expect(whole).toMatchObject({
        outcome: 'passes',
        migrations: [{ version: 2, down: { restores: true, differences: [] } }, { version: 3 }],
      })
      expect(whole.migrations[1]!.down).toBeUndefined()
      const left = (up: string, down: string): ReturnType<ReturnType<typeof migrations>['rehearse']> =>
        migrations([base, { version: 2, name: 'left', up, down }]).rehearse({ down: true })
      const made = `create table ${two} (id integer); create table ${three} (id integer)`
      const leaves = await left(made, `drop table ${two}`)
      expect(leaves).toMatchObject({
        outcome: 'fails',
        migrations: [{ version: 2, down: { restores: false } }],
        failed: { version: 2, left: 'old', error: { code: 'migration' } },
      })
      expect(leaves.failed!.error.message).toContain(`table ${three}`)
      const rows = await left(`insert into ${one} values (2)`, `delete from ${one} where id < 9`)
      expect(rows.migrations[0]!.down!.differences).toStrictEqual([`table ${one}: 1 rows, and 0 afterwards`])
      expect(await left(made, `drop table ${two}; drop table ${context.name()}`)).toMatchObject({
        outcome: 'fails',
      })
      expect(await migrations([base, good]).rehearse()).toMatchObject({ outcome: 'passes' })
      expect([await has(two), await has(three)]).toStrictEqual([false, false])
      expect(await db.all(sql`select id from ${sql.identifier(one)}`)).toStrictEqual([{ id: 1 }])
      expect((await migrations([base, good]).status()).applied.length).toBe(1)
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
  rule({
    id: 'migrations.verify.after-failure',
    title:
      'verify() after a run of which a later migration failed, and after down(), finds the schema as it was left',
    needs,
    present: async (context) => {
      const { table, migrations, apply } = scratch(context)
      const [one, two] = [table(), table()]
      const list: readonly Migration[] = [
        { version: 1, name: 'one', up: `create table ${one} (id bigint)` },
        { version: 2, name: 'two', up: `create table ${two} (id bigint)`, down: `drop table ${two}` },
        { version: 3, name: 'three', up: `create table ${one} (id bigint)` },
      ]
      await apply(list.slice(0, 1))
      await refusal('migration', () => apply(list, { rehearse: 'never' }))
      expect((await migrations(list).verify()).drift).toStrictEqual([])
      await migrations(list).down({ to: 1 })
      expect((await migrations(list).verify()).drift).toStrictEqual([])
    },
  }),
  rule({
    id: 'migrations.failure.no-values',
    title: 'apply() that fails over a stored value quotes none in its message and in what the ledger keeps',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply, ledger } = scratch(context)
      const name = table()
      const first: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer primary key, held varchar(30), n integer not null check (n > 0)); insert into ${name} values (1, 'sesame', 1)`,
      }
      await apply([first])
      const wrong = [
        `insert into ${name} select id, held, n from ${name}`,
        `insert into ${name} select 2, held, null from ${name}`,
        `insert into ${name} select 2, held, -1 from ${name}`,
        `create table ${name}_x as select cast(held as date) as d, 1 / (n - 1) as q from ${name}; select * from nowhere`,
      ]
      for (const up of wrong) {
        const error = await refusal('migration', () => apply([first, { version: 2, name: 'wrong', up }]))
        const told = await db.all(
          sql`select detail from ${sql.identifier(`${ledger}_events`)} where event = 'failed'`,
        )
        expect(`${error.message} ${JSON.stringify(told)}`, up).not.toContain('sesame')
      }
    },
  }),
]
