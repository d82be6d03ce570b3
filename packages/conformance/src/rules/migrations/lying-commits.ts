import {
  defineTable,
  HoldfastError,
  integer,
  open,
  sql,
  statement,
  text,
  type Database,
  type Migration,
} from '@holdfast/core'
import { importJson, into, isImported } from '@holdfast/core/import-json'
import { addColumn, backfill } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { layered } from '../../faults/driver-layers.ts'
import { rule, type Rule } from '../../rule.ts'
import { running, withConnections } from '../../saboteurs/driver-connections.ts'
import { jsonFolder } from './import-json/json-folder.ts'

/** More than there are, so that commits which never end are no endless rule. */
const mostCommits = 100

interface Liar {
  readonly db: Database
  /** Lets the COMMIT of this number lie: it answers as if it had succeeded, and all is rolled back. 0 for none. */
  lieAt(commit: number): void
  /** Whether it has lied since. */
  hasLied(): boolean
}

const liar = async (context: Context): Promise<Liar | undefined> => {
  const place = await context.harness.fresh()
  context.after(() => place.destroy())
  let [commits, at] = [0, 0]
  const backend = layered(
    await place.backend(),
    withConnections((connection) =>
      running((one) => {
        if (one.text !== 'COMMIT') return connection.execute(one)
        commits += 1
        return connection.execute(commits === at ? statement('ROLLBACK') : one)
      }),
    ),
    'engine',
  )
  if (backend === undefined) return undefined
  const db = await open(backend)
  context.after(() => db.close())
  return {
    db,
    lieAt: (commit) => ([commits, at] = [0, commit]),
    hasLied: () => at > 0 && commits >= at,
  }
}

const journeyOf = (name: string): readonly Migration[] => [
  {
    version: 1,
    name: 'make',
    up: `create table ${name} (id integer primary key, n integer not null); insert into ${name} values ${Array.from({ length: 30 }, (_, id) => `(${id}, 0)`).join(', ')}`,
  },
  { version: 2, name: 'fill', up: [backfill(name, { set: { n: 'n + 1' }, batch: 10 })] },
  { version: 3, name: 'word', up: [addColumn(name, 'word', text(), { backfill: `'x'`, batch: 20 })] },
  { version: 4, name: 'more', up: `insert into ${name} values (30, 1, 'x')` },
]

/** Each COMMIT of some work lies once; what is left is then held to what the work would have left, and it is done again. */
const lyingEverywhere = async (
  context: Context,
  work: (db: Database, round: number) => { run(): Promise<unknown>; check(): Promise<void> },
  isTried: (commit: number) => boolean = () => true,
): Promise<void | 'absent'> => {
  context.db.migrations({ migrations: [] })
  const lying = await liar(context)
  if (lying === undefined) return 'absent'
  const { db, lieAt, hasLied } = lying
  const outcomes: string[] = []
  for (let commit = 1; commit < mostCommits; commit += 1) {
    if (!isTried(commit)) continue
    const { run, check } = work(db, commit)
    lieAt(commit)
    const outcome = await run().then(
      () => 'resolved',
      (error: unknown) => (error instanceof HoldfastError ? error.code : 'other'),
    )
    const isOver = !hasLied()
    lieAt(0)
    if (outcome === 'resolved') await check()
    await run()
    await check()
    outcomes.push(outcome)
    if (isOver) break
  }
  context.note('crash', 'lyingCommits', outcomes)
  expect(outcomes.length).toBeGreaterThan(2)
  return undefined
}

const lyingMigrations = (context: Context, isTried?: (commit: number) => boolean): Promise<void | 'absent'> =>
  lyingEverywhere(
    context,
    (db, round) => {
      const name = `lied_${round}`
      const migrations = journeyOf(name)
      const source = { migrations, ledger: `ledger_${round}` }
      return {
        run: () => db.migrate({ ...source, rehearse: 'never' }),
        check: async () => {
          const rows = await db.all(sql`select id, n, word from ${sql.identifier(name)} order by id`)
          expect(rows).toStrictEqual(Array.from({ length: 31 }, (_, id) => ({ id, n: 1, word: 'x' })))
          expect((await db.migrations(source).status()).applied).toHaveLength(migrations.length)
        },
      }
    },
    isTried,
  )

export const lyingCommitRules: readonly Rule[] = [
  rule({
    id: 'migrations.failure.lying-commit',
    title: 'apply() never takes a COMMIT that rolled back for one that did not, at some of its commits',
    needs: ['sql'],
    timeout: 120_000,
    present: (context) => {
      const some = new Set(
        context.random.shuffle(Array.from({ length: 20 }, (_, index) => index + 1)).slice(0, 4),
      )
      return lyingMigrations(context, (commit) => some.has(commit))
    },
  }),
  rule({
    id: 'migrations.failure.lying-commits',
    title: 'apply() never takes a COMMIT that rolled back for one that did not, at any of its commits',
    needs: ['sql'],
    tier: 'certification',
    present: (context) => lyingMigrations(context),
  }),
  rule({
    id: 'import-json.lying-commit',
    title:
      'importJson() never takes a COMMIT that rolled back for one that did not: what it calls imported is in the tables',
    needs: ['sql'],
    timeout: 120_000,
    present: (context) => {
      const table = defineTable('things', { id: text().primaryKey(), n: integer() })
      return lyingEverywhere(context, (db, round) => {
        const one = (id: string): string => `{"id":"${round}-${id}","n":1}`
        const folder = jsonFolder(context, { 'a.json': one('a'), 'b.json': one('b'), 'c.jsonl': one('c') })
        const { from, archiveTo } = folder
        const options = {
          name: `import ${round}`,
          from,
          backupTo: false,
          archiveTo,
          onMissing: 'done',
          files: { '*.json': into(table), '*.jsonl': into(table) },
        } as const
        return {
          run: async () => {
            await db.createTables([table])
            await importJson(db, options)
          },
          check: async () => {
            const ids = await db.records(table).list({ where: { id: { startsWith: `${round}-` } } })
            expect(ids.map(({ id }) => id)).toStrictEqual(['a', 'b', 'c'].map((id) => `${round}-${id}`))
            expect(await isImported(db, options.name)).toBe(true)
          },
        }
      })
    },
  }),
]
