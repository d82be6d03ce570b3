import {
  backUpDatabase,
  HoldfastError,
  measureTable,
  restoreDatabase,
  statement,
  withCopy,
  type Ask,
  type DatabaseCopies,
  type Driver,
} from '@holdfast/core'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Context } from '../../../context.ts'
import { refusal } from '../../../failures.ts'
import { rule, type Rule } from '../../../rule.ts'
import { openWorkbench, type Workbench } from '../../../workbench.ts'

const at = new Date('2026-11-21T15:30:00Z')

const folder = async (context: Context): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'holdfast-rule-'))
  context.after(() => rm(made, { recursive: true, force: true }))
  return made
}

const filled = async ({ dialect, run, table }: Workbench): Promise<string> => {
  const name = await table({ id: 'bigint', note: 'text' })
  await run(`insert into ${dialect.table(name)} values (1, 'a'), (2, null), (3, '')`)
  return name
}

/** The same driver with other copies. */
const withCopies = (driver: Driver, copies: DatabaseCopies): Driver => ({
  facts: driver.facts,
  lanes: driver.lanes,
  acquire: (kind, wait) => driver.acquire(kind, wait),
  route: (text) => driver.route(text),
  failure: (error, phase) => driver.failure(error, phase),
  close: () => driver.close(),
  copies,
})

const asking = async <R>(driver: Driver, body: (ask: Ask) => Promise<R>): Promise<R> => {
  const connection = await driver.acquire('write', { deadline: performance.now() + 10_000 })
  try {
    return await body(async (toSend) => (await connection.execute(toSend)).rows)
  } finally {
    await connection.release()
  }
}

/** What a database without a file of its own promises instead. */
const hasNone = async ({ driver, ask, dialect }: Workbench): Promise<void> => {
  await refusal('unsupported', () => withCopy(driver, async () => undefined))
  const file = join(tmpdir(), 'holdfast-never')
  await refusal('unsupported', () => backUpDatabase(ask, dialect, driver, { file, tables: [], at }))
}

export const copyRules: readonly Rule[] = [
  rule({
    id: 'migrations.copy',
    title: 'withCopy() works on a copy of the database and removes it, whatever becomes of the work',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { driver, dialect, ask } = bench
      const { copies } = driver
      if (copies === undefined) return hasNone(bench)
      const [table, place] = [await filled(bench), await folder(context)]
      const before = await measureTable(ask, dialect, table)
      const inCopy = await withCopy(
        driver,
        (copy) =>
          asking(copy, async (askCopy) => {
            const found = await measureTable(askCopy, dialect, table)
            await askCopy(statement(`drop table ${dialect.table(table)}`))
            expect(await askCopy(dialect.proof.columnsOf(table))).toStrictEqual([])
            return found
          }),
        { folder: place },
      )
      expect(inCopy).toStrictEqual(before)
      expect(await measureTable(ask, dialect, table)).toStrictEqual(before)
      expect(await readdir(place)).toStrictEqual([])
      const failed = withCopy(driver, () => Promise.reject(new Error('on purpose')), { folder: place })
      await expect(failed).rejects.toThrow('on purpose')
      expect(await readdir(place)).toStrictEqual([])
      const never = async (): Promise<never> => expect.unreachable()
      await refusal('too-large', () => withCopy(driver, never, { folder: place, maxBytes: 1 }))
      const huge = withCopies(driver, { ...copies, size: () => 2 ** 60, make: never })
      await refusal('disk-full', () => withCopy(huge, never, { folder: place }))
      expect(await readdir(place)).toStrictEqual([])
    },
  }),
  rule({
    id: 'migrations.backup.database',
    title: 'restoreDatabase() brings back what backUpDatabase() wrote, and keeps what it replaces',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { driver, dialect, ask } = bench
      const { copies, facts } = driver
      if (copies === undefined) return hasNone(bench)
      const [table, place] = [await filled(bench), await folder(context)]
      const before = await measureTable(ask, dialect, table)
      const from = join(place, 'backup')
      const manifest = await backUpDatabase(ask, dialect, driver, { file: from, tables: [table], at })
      expect(manifest).toMatchObject({
        engine: facts.engine,
        at: at.toISOString(),
        tables: [{ table, ...before }],
      })
      expect((await readdir(place)).toSorted()).toStrictEqual(['backup', 'backup.json'])
      await refusal('io', () => backUpDatabase(ask, dialect, driver, { file: from, tables: [table], at }))
      const to = join(place, `restored${copies.extension}`)
      await writeFile(to, 'what was there')
      const request = { from, to, engine: facts.engine, beside: copies.beside }
      const { replaced } = await restoreDatabase(request)
      expect(await readFile(String(replaced), 'utf8')).toBe('what was there')
      const restored = await copies.open(to)
      try {
        expect(await asking(restored, (askIt) => measureTable(askIt, dialect, table))).toStrictEqual(before)
      } finally {
        await restored.close()
      }
      await writeFile(to, 'what is there')
      const refused = async (
        code: 'corrupt' | 'schema' | 'unsupported' | 'not-found' | 'io',
      ): Promise<void> => {
        await refusal(code, () => restoreDatabase(request))
        expect(await readFile(to, 'utf8')).toBe('what is there')
      }
      const wrong = (change: object): Promise<void> =>
        writeFile(`${from}.json`, JSON.stringify({ ...manifest, ...change }))
      await wrong({ format: 2 })
      await refused('schema')
      await wrong({ engine: 'Other' })
      await refused('unsupported')
      await wrong({ tool: 'other' })
      await refused('unsupported')
      for (const text of ['{"tool"', 'null', '[]', '7', '{"tool":"holdfast","format":1}']) {
        await writeFile(`${from}.json`, text)
        await refused(text === '[]' ? 'unsupported' : 'corrupt')
      }
      await wrong({ tables: [null] })
      await refused('corrupt')
      await wrong({})
      await truncate(from, manifest.bytes - 1)
      await refused('corrupt')
      await rm(`${from}.json`)
      await refused('not-found')
      await mkdir(`${from}.json`)
      await refused('io')
      await rm(`${from}.json`, { recursive: true })
      await wrong({})
      await rm(from)
      await refused('not-found')
      await mkdir(from)
      await refused('io')
      const nowhere = join(place, 'none', 'there')
      await refusal('not-found', () =>
        backUpDatabase(ask, dialect, driver, { file: nowhere, tables: [], at }),
      )
      await refusal('not-found', () => withCopy(driver, async () => undefined, { folder: nowhere }))
    },
  }),
  rule({
    id: 'migrations.backup.database.cut-short',
    title: 'backUpDatabase() leaves nothing under the name of a backup that was cut short, or is not equal',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { driver, dialect, ask } = bench
      const { copies } = driver
      if (copies === undefined) return hasNone(bench)
      const [table, place] = [await filled(bench), await folder(context)]
      const backUp = (changed: DatabaseCopies): Promise<unknown> =>
        backUpDatabase(ask, dialect, withCopies(driver, changed), {
          file: join(place, 'backup'),
          tables: [table],
          at,
        })
      const cut = backUp({
        ...copies,
        make: async (file) => {
          await copies.make(file)
          throw new HoldfastError('io', 'on purpose')
        },
      })
      await expect(cut).rejects.toThrow('on purpose')
      expect(await readdir(place)).toStrictEqual([])
      const unequal = async (file: string): Promise<Driver> => {
        const copy = await copies.open(file)
        await asking(copy, (askCopy) =>
          askCopy(statement(`update ${dialect.table(table)} set note = 'b' where id = 1`)),
        )
        return copy
      }
      await refusal('corrupt', () => backUp({ ...copies, open: unequal }))
      expect(await readdir(place)).toStrictEqual([])
      await refusal('disk-full', () => backUp({ ...copies, size: () => 2 ** 60 }))
      expect(await readdir(place)).toStrictEqual([])
      // Somebody takes the name while the copy is made.
      for (const ending of ['', '.json']) {
        const other = join(place, `backup${ending}`)
        const make = async (file: string): Promise<void> => {
          await copies.make(file)
          await writeFile(other, 'of somebody else')
        }
        await refusal('io', () => backUp({ ...copies, make }))
        expect(await readFile(other, 'utf8')).toBe('of somebody else')
        expect(await readdir(place)).toStrictEqual([`backup${ending}`])
        await rm(other)
      }
    },
  }),
]
