import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Migrations } from '@holdfast/core'
import { sqlStep } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

/** The migrations of a folder with these files. */
const inFolder = (context: Context, ledger: string, files: Readonly<Record<string, string>>): Migrations => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-files-'))
  context.after(() => rmSync(directory, { recursive: true }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text)
  return context.db.migrations({ directory, ledger })
}

const backendName = async ({ suite }: Context): Promise<string> => (await suite.place.backend()).name

export const fileRules: readonly Rule[] = [
  rule({
    id: 'migrations.files.lint',
    title:
      'lint() warns of files whose number has another width, or that have a byte order mark or CRLF, and apply() takes them',
    needs,
    present: async (context) => {
      const { table, ledger, has } = scratch(context)
      const names = [table(), table(), table(), table()]
      const history = inFolder(context, ledger, {
        '001_one.sql': `create table ${names[0]} (id bigint);\n`,
        '002_two.sql': `\uFEFFcreate table ${names[1]} (id bigint);\n`,
        '003_three.sql': `create table ${names[2]} (\r\n  id bigint);\r\n`,
        '04_four.sql': `-- accept: FS01 it was so\ncreate table ${names[3]} (id bigint);\n`,
      })
      const found = async (): Promise<readonly string[]> =>
        (await history.lint()).flatMap(({ rule: id, level, file, accepted }) =>
          id.startsWith('FS') ? `${id} ${level} ${file} ${accepted ?? 'open'}` : [],
        )
      expect(await found()).toStrictEqual([
        'FS03 warn 002_two.sql open',
        'FS03 warn 003_three.sql open',
        'FS01 warn 04_four.sql it was so',
      ])
      expect((await history.apply({ rehearse: 'always' })).applied.length).toBe(4)
      expect(await Promise.all(names.map(has))).toStrictEqual([true, true, true, true])
      expect(await found()).toStrictEqual([])
    },
  }),
  rule({
    id: 'migrations.files.portable',
    title:
      'lint({ portable: true }) warns with PT01 of what one engine alone takes, in texts that are not for one backend',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const backend = await backendName(context)
      const text = `create table ${table()} (id bigint check (id = cast('1' as bigint) or id = '1'::bigint))`
      const history = migrations([
        { version: 1, name: 'one', up: text },
        { version: 2, name: 'own', up: { [backend]: text } },
        { version: 3, name: 'default', up: { default: text } },
        { version: 4, name: 'steps', up: [sqlStep(text), sqlStep({ [backend]: text })] },
      ])
      const portable = async (options?: { readonly portable: boolean }): Promise<readonly string[]> =>
        (await history.lint(options)).flatMap(({ rule: id, level, file }) =>
          id === 'PT01' ? `${level} ${file}` : [],
        )
      expect(await portable()).toStrictEqual([])
      expect(await portable({ portable: false })).toStrictEqual([])
      expect(await portable({ portable: true })).toStrictEqual([
        'warn migration 1 "one"',
        'warn migration 3 "default"',
        'warn the migration 4',
      ])
      for (const wrong of [{ portable: 1 }, { portabel: true }])
        await expect(history.lint(wrong as never)).rejects.toThrow(TypeError)
    },
  }),
  rule({
    id: 'migrations.files.comment',
    title: 'apply() takes a file of comments alone, or with nothing in it, as applied',
    needs,
    present: async (context) => {
      const { table, ledger, has } = scratch(context)
      const name = table()
      const history = inFolder(context, ledger, {
        '001_note.sql': '-- for another backend\n/* nothing\n to do */\n',
        '002_empty.sql': '',
        '003_alone.sql': '-- holdfast: no-transaction\n',
        '004_made.sql': `create table ${name} (id bigint)`,
      })
      const { applied } = await history.apply({ rehearse: 'always' })
      expect(applied.map(({ version }) => version)).toStrictEqual([1, 2, 3, 4])
      const status = await history.status()
      expect(status.pending).toStrictEqual([])
      expect(status.applied.map(({ statements, outcome }) => `${statements} ${outcome}`)).toStrictEqual([
        '0 applied',
        '0 applied',
        '0 applied',
        '1 applied',
      ])
      expect(await has(name)).toBe(true)
      expect(await history.verify()).toMatchObject({ isWhole: true })
    },
  }),
  rule({
    id: 'migrations.files.backends',
    title: 'a file or text that is for one backend is taken by that alone, and by it before the one for all',
    needs,
    present: async (context) => {
      const { table, ledger, migrations } = scratch(context)
      const backend = await backendName(context)
      const name = table()
      const filled = (id: number): string => `insert into ${name} values (${id})`
      const history = inFolder(context, ledger, {
        '001_made.sql': `create table ${name} (id bigint)`,
        [`002_own.${backend}.sql`]: filled(2),
        '002_own.another.sql': 'this is not for us',
        '002_own.sql': 'neither is this',
        '003_other.sql': filled(3),
        '003_other.another.sql': 'nor this',
      })
      await history.apply()
      const rows = () => context.db.all(sql`select id from ${sql.identifier(name)} order by id`)
      expect(await rows()).toStrictEqual([{ id: 2 }, { id: 3 }])
      const other = scratch(context)
      await other.apply([
        { version: 1, name: 'own', up: { [backend]: filled(4), another: 'not for us', default: 'nor this' } },
        { version: 2, name: 'default', up: { another: 'not for us', default: filled(5) } },
        { version: 3, name: 'step', up: [sqlStep({ [backend]: filled(6), default: 'nor this' })] },
      ])
      expect(await rows()).toStrictEqual([2, 3, 4, 5, 6].map((id) => ({ id })))
      const lacking = migrations([{ version: 1, name: 'none', up: { another: 'not for us' } }])
      expect((await refusal('migration', () => lacking.plan())).message).toContain(`backend "${backend}"`)
      const alone = inFolder(context, context.name(), { '001_none.another.sql': 'not for us' })
      const error = await refusal('migration', () => alone.plan())
      expect(error.message).toContain('001_none.another.sql holds nothing for the backend')
    },
  }),
  rule({
    id: 'migrations.files.same-number',
    title: 'two files with one number are refused by their names, however the number is written',
    needs,
    present: async (context) => {
      const { table, ledger, has } = scratch(context)
      const backend = await backendName(context)
      const name = table()
      const text = `create table ${name} (id bigint)`
      const pairs = [
        ['001_one.sql', '001_other.sql'],
        ['001_one.sql', '1_other.sql'],
        ['001_one.sql', '1_one.sql'],
        ['001_one.sql', '001_one.up.sql'],
        [`001_one.${backend}.sql`, `001_other.${backend}.sql`],
      ] as const
      for (const [one, other] of pairs) {
        const history = inFolder(context, ledger, { [one]: text, [other]: text })
        const { message } = await refusal('migration', () => history.apply())
        expect(message).toContain(`${one} and ${other} have the same number 1; `)
      }
      expect(await has(name)).toBe(false)
    },
  }),
]
