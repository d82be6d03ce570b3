import {
  backUpTable,
  listBackups,
  measureTable,
  pruneBackups,
  restoreTable,
  type TableBackup,
} from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../../failures.ts'
import { rule, type Rule } from '../../../rule.ts'
import { openWorkbench, type Workbench } from '../../../workbench.ts'
import type { Context } from '../../../context.ts'

const at = new Date('2026-11-21T15:30:00Z')
const engine = 'this one'

const people = async ({ dialect, run }: Workbench, context: Context): Promise<string> => {
  const name = context.name()
  const type = (kind: 'bigint' | 'text' | 'timestamp' | 'bytes' | 'decimal'): string =>
    dialect.columnType(kind === 'decimal' ? { kind, precision: 12, scale: 3 } : { kind }).ddl
  const table = dialect.table(name)
  await run(
    `create table ${table} (id ${type('bigint')} primary key, name ${type('text')} not null default 'nobody', seen ${type('timestamp')}, face ${type('bytes')}, paid ${type('decimal')}, unique (name))`,
  )
  await run(`create index ${dialect.quote(`${name}_seen`)} on ${table} (seen)`)
  for (const [id, text, seen, face, paid] of [
    [1, 'a', at, new Uint8Array([0, 255]), '1.500'],
    [2, '', null, null, null],
    [-3, `Robert's`, new Date(0), new Uint8Array(0), '-999999999.999'],
  ] as const) {
    const paidType = dialect.columnType({ kind: 'decimal', precision: 12, scale: 3 })
    const values = [
      id,
      text,
      seen === null ? null : dialect.columnType({ kind: 'timestamp' }).encode(seen),
      face,
      paid === null ? null : paidType.encode(paid),
    ]
    const marks = values.map((_, index) => dialect.placeholder(index + 1)).join(', ')
    await run(`insert into ${table} values (${marks})`, values)
  }
  context.after(() => run(`drop table if exists ${table}`))
  return name
}

const backUp = async (
  bench: Workbench,
  context: Context,
  table: string,
  version = 12,
  when = at,
): Promise<TableBackup> => {
  const { ask, dialect, run } = bench
  const made = await backUpTable(ask, dialect, { table, version, line: 'app', at: when, engine })
  context.after(async () => {
    await run(`drop table if exists ${dialect.table(made.name)}`)
    await run(`delete from ${dialect.table('holdfast_backups')} where name = ${dialect.placeholder(1)}`, [
      made.name,
    ])
  })
  return made
}

export const backupRules: readonly Rule[] = [
  rule({
    id: 'migrations.backup.table',
    title: 'restoreTable() brings a dropped table back as it was: values, constraints and indexes',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const table = await people(bench, context)
      const before = await measureTable(ask, dialect, table)
      const backup = await backUp(bench, context, table)
      expect(backup).toMatchObject({ table, version: 12, line: 'app', at, engine, ...before })
      expect(await measureTable(ask, dialect, backup.name)).toStrictEqual(before)
      expect((await listBackups(ask, dialect)).filter(({ name }) => name === backup.name)).toStrictEqual([
        backup,
      ])
      await run(`drop table ${dialect.table(table)}`)
      expect(await restoreTable(ask, dialect, backup.name, { engine })).toStrictEqual(before)
      expect(await measureTable(ask, dialect, table)).toStrictEqual(before)
      await refusal('duplicate', () =>
        run(`insert into ${dialect.table(table)} (id, name) values (1, 'other')`),
      )
      await refusal('duplicate', () => run(`insert into ${dialect.table(table)} (id, name) values (7, 'a')`))
      await run(`insert into ${dialect.table(table)} (id) values (8)`)
      const rows = await ask({
        text: `select name from ${dialect.table(table)} where id = 8`,
        values: [],
        cache: false,
      })
      expect(rows).toStrictEqual([['nobody']])
    },
  }),
  rule({
    id: 'migrations.backup.replace',
    title: 'restoreTable() replaces a table only when told so, and can put the rows under another name',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const table = await people(bench, context)
      const before = await measureTable(ask, dialect, table)
      const { name } = await backUp(bench, context, table)
      await run(
        `alter table ${dialect.table(table)} add column added ${dialect.columnType({ kind: 'text' }).ddl}`,
      )
      await run(`update ${dialect.table(table)} set name = 'changed' where id = 1`)
      const changed = await measureTable(ask, dialect, table)
      await refusal('migration', () => restoreTable(ask, dialect, name, { engine }))
      expect(await measureTable(ask, dialect, table)).toStrictEqual(changed)
      const as = context.name()
      context.after(() => run(`drop table if exists ${dialect.table(as)}`))
      expect(await restoreTable(ask, dialect, name, { engine, as })).toStrictEqual(before)
      await refusal('migration', () => restoreTable(ask, dialect, name, { engine, as }))
      expect(await restoreTable(ask, dialect, name, { engine, replace: true })).toStrictEqual(before)
      expect(await measureTable(ask, dialect, table)).toStrictEqual(before)
    },
  }),
  rule({
    id: 'migrations.backup.refused',
    title:
      'restoreTable() refuses a backup that is foreign, newer, damaged or gone, before it touches anything',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const table = await people(bench, context)
      const [damaged, newer, gone] = [
        await backUp(bench, context, table),
        await backUp(bench, context, table),
        await backUp(bench, context, table),
      ]
      const before = await measureTable(ask, dialect, table)
      const ledger = dialect.table('holdfast_backups')
      await run(`update ${dialect.table(damaged.name)} set name = 'x' where id = 1`)
      await run(`update ${ledger} set format = 2 where name = ${dialect.placeholder(1)}`, [newer.name])
      await run(`drop table ${dialect.table(gone.name)}`)
      const restore = (name: string): Promise<unknown> =>
        restoreTable(ask, dialect, name, { engine, replace: true })
      await refusal('not-found', () => restore(table))
      await refusal('corrupt', () => restore(damaged.name))
      await refusal('schema', () => restore(newer.name))
      await refusal('corrupt', () => restore(gone.name))
      expect(await measureTable(ask, dialect, table)).toStrictEqual(before)
    },
  }),
  rule({
    id: 'migrations.backup.pruned',
    title: 'pruneBackups() drops the oldest copies of a table and keeps the newest',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect } = bench
      const [table, other] = [await people(bench, context), await people(bench, context)]
      const day = (number: number): Date => new Date(Date.UTC(1999, 0, number))
      const first = await backUp(bench, context, table, 1, day(1))
      const second = await backUp(bench, context, table, 2, day(2))
      const third = await backUp(bench, context, table, 3, day(3))
      const only = await backUp(bench, context, other, 1, day(1))
      const names = (backups: readonly TableBackup[]): string[] =>
        backups.filter((backup) => backup.table === table || backup.table === other).map(({ name }) => name)
      expect(await pruneBackups(ask, dialect, { keep: 1, before: day(2) })).toStrictEqual([first])
      expect(await pruneBackups(ask, dialect, { keep: 2, before: day(9) })).toStrictEqual([])
      expect(await pruneBackups(ask, dialect, { keep: 0, before: day(9) })).toStrictEqual([second])
      expect(names(await listBackups(ask, dialect))).toStrictEqual([third.name, only.name])
      await expect(measureTable(ask, dialect, second.name)).rejects.toMatchObject({ code: 'no-table' })
      expect((await measureTable(ask, dialect, third.name)).rows).toBe(3)
    },
  }),
]
