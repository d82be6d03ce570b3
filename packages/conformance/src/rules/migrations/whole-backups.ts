import { sql, type Database, type Migration, type Migrations } from '@holdfast/core'
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { openWorkbench } from '../../workbench.ts'

const needs = ['sql', 'persistent'] as const

const absent: Rule['absent'] = async (context) => {
  expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
}

const list: readonly Migration[] = [
  {
    version: 1,
    name: 'make',
    up: `create table kept (id integer primary key, word varchar(10) not null); insert into kept values (1, 'a'), (2, 'b')`,
  },
  {
    version: 2,
    name: 'wrong',
    up: `-- accept: DL04 thought to be old\ndelete from kept; create table later (id integer)`,
  },
]

interface Stage {
  readonly db: Database
  readonly history: Migrations
  readonly folder: string
  /** Whether the database is a file that can be copied. */
  readonly isFile: boolean
  words(): Promise<readonly unknown[]>
  again(): Promise<Database>
}

/** An own database with two rows, and an empty folder. */
const stageOf = async (context: Context): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-rule-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const isFile = (await openWorkbench(context))?.driver.copies !== undefined
  const { db, again } = await context.fresh()
  const history = db.migrations({ migrations: list })
  await history.apply({ to: 1 })
  const words = async (): Promise<readonly unknown[]> =>
    (await db.all(sql`select word from kept order by id`)).map(({ word }) => word)
  return { db, history, folder, isFile, words, again }
}

/** What a database without a file of its own does instead, before anything is applied. */
const hasNone = async ({ history, folder, words }: Stage): Promise<void> => {
  await refusal('unsupported', () => history.backup({ folder }))
  await refusal('unsupported', () => history.apply({ backup: { folder } }))
  await refusal('unsupported', () => history.restore({ file: join(folder, 'none') }))
  expect(await words()).toStrictEqual(['a', 'b'])
  expect(await readdir(folder)).toStrictEqual([])
}

export const wholeBackupRules: readonly Rule[] = [
  rule({
    id: 'migrations.backup.whole',
    title:
      'restore({ file }) brings the whole database back as it was before a migration that went wrong, history included, and the next run goes on from there',
    needs,
    present: async (context) => {
      const stage = await stageOf(context)
      if (!stage.isFile) return hasNone(stage)
      const { db, history, folder, words, again } = stage
      await history.apply({ backup: { folder } })
      expect(await words()).toStrictEqual([])
      const [made, ...others] = await history.backups({ folder })
      expect(others).toStrictEqual([])
      expect(made).toMatchObject({ line: 'app', version: 2 })
      expect((await readdir(folder)).length).toBe(2)
      const { replaced } = await history.restore({ file: made!.file })
      expect(await words()).toStrictEqual(['a', 'b'])
      expect((await history.status()).applied.map(({ version }) => version)).toStrictEqual([1])
      context.after(() => rm(String(replaced), { force: true }))
      await db.run(sql`insert into kept values (3, 'c')`)
      await refusal('duplicate', () => db.run(sql`insert into kept values (3, 'c')`))
      const mended = [list[0]!, { version: 2, name: 'right', up: 'delete from kept where id = 1' }]
      await db.migrations({ migrations: mended }).apply({ whenLocked: 'fail' })
      expect(await words()).toStrictEqual(['b', 'c'])
      await db.close()
      const reopened = await again()
      expect(await reopened.all(sql`select id from kept order by id`)).toStrictEqual([{ id: 2 }, { id: 3 }])
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.whole.refused',
    title:
      'restore({ file }) of a copy that was cut short, or is none, touches nothing and nobody is sent out',
    needs,
    present: async (context) => {
      const stage = await stageOf(context)
      if (!stage.isFile) return hasNone(stage)
      const { db, history, folder, words } = stage
      const { file, bytes } = await history.backup({ folder })
      await db.run(sql`insert into kept values (3, 'c')`)
      await truncate(file, bytes - 1)
      await refusal('corrupt', () => history.restore({ file }))
      await refusal('not-found', () => history.restore({ file: join(folder, 'none') }))
      await refusal('not-found', () => history.backups({ folder: join(folder, 'none') }))
      await expect(history.backup({} as never)).rejects.toThrow(TypeError)
      expect(await words()).toStrictEqual(['a', 'b', 'c'])
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.whole.others',
    title:
      'restore({ file }) waits for open transactions, and another handle on the database either sees what came back or is a reason to refuse',
    needs,
    present: async (context) => {
      const stage = await stageOf(context)
      if (!stage.isFile) return hasNone(stage)
      const { db, history, folder, words, again } = stage
      const { file } = await history.backup({ folder })
      const wrote = deferred()
      const goOn = deferred()
      const open = db.transaction(async (tx) => {
        await tx.run(sql`insert into kept values (3, 'c')`)
        wrote.resolve()
        await goOn.promise
        expect(await tx.all(sql`select id from kept where id = 3`)).toStrictEqual([{ id: 3 }])
      })
      await wrote.promise
      const restored = history.restore({ file })
      goOn.resolve()
      await open
      await restored
      expect(await words()).toStrictEqual(['a', 'b'])
      const other = await again()
      await other.run(sql`insert into kept values (4, 'd')`)
      const failed = await history.restore({ file }).catch((error: unknown) => error)
      const isRefused = failed instanceof Error
      if (isRefused) expect(failed).toMatchObject({ code: 'in-use' })
      for (const handle of [db, other])
        expect((await handle.all(sql`select id from kept`)).length).toBe(isRefused ? 3 : 2)
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.dump',
    title:
      'apply({ backup: { dump } }) calls it once before the first migration that does more than add, and applies nothing when it throws',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { history, words } = await stageOf(context)
      const thrown = new Error('the server has no room')
      const refused = history.apply({ backup: { dump: () => Promise.reject(thrown) } })
      await expect(refused).rejects.toBe(thrown)
      expect(await words()).toStrictEqual(['a', 'b'])
      const told: unknown[] = []
      await history.apply({
        backup: { dump: async (about) => void told.push([about, await words()]) },
      })
      expect(told).toStrictEqual([[{ version: 2, name: 'wrong', line: 'app' }, ['a', 'b']]])
      expect(await words()).toStrictEqual([])
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.kept',
    title:
      'apply({ backup: { keep, age } }) removes older copies behind a run that succeeded, never those that are younger',
    needs,
    present: async (context) => {
      const { db, history, folder, isFile } = await stageOf(context)
      const where = isFile ? { folder } : {}
      const whole = async (): Promise<number> => (isFile ? (await history.backups({ folder })).length : 2)
      const three = { version: 3, name: 'three', up: '-- accept: DL04 again\ndelete from kept' }
      const four = { version: 4, name: 'four', up: '-- accept: DL04 again\ndelete from kept' }
      const apply = (more: readonly Migration[], keeping: object): Promise<unknown> =>
        db.migrations({ migrations: [...list, ...more] }).apply({ backup: { ...where, ...keeping } })
      await apply([], {})
      await apply([three], { keep: 1, age: 30 * 86_400_000 })
      expect([(await history.backups()).length, await whole()]).toStrictEqual([2, 2])
      await apply([three, four], { keep: 2 })
      expect((await history.backups()).map(({ version }) => version)).toStrictEqual([4, 3])
      expect(await whole()).toBe(2)
      await expect(history.apply({ backup: { keep: 0 } })).rejects.toThrow(RangeError)
      await expect(history.apply({ backup: { place: 'x' } } as never)).rejects.toThrow(TypeError)
    },
    absent,
  }),
  rule({
    id: 'migrations.backup.undone',
    title:
      'restore(copy, { replace: true }) gives the rows back that a migration deleted, into the table as it is kept',
    needs,
    present: async (context) => {
      const { db, history, words } = await stageOf(context)
      await history.apply()
      expect(await words()).toStrictEqual([])
      const [copy] = await history.backups()
      expect(copy).toMatchObject({ table: 'kept', version: 2, rows: 2 })
      expect(await history.restore(copy!.name, { replace: true })).toStrictEqual({ rows: 2 })
      expect(await words()).toStrictEqual(['a', 'b'])
      await refusal('duplicate', () => db.run(sql`insert into kept values (1, 'x')`))
      await refusal('not-null', () => db.run(sql`insert into kept (id) values (9)`))
    },
    absent,
  }),
]
