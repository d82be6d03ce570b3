import { sql, type Database, type Migration, type SqlQuery } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { pastLedgers, type PastTable } from './past-ledgers.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const
const creating = (version: number, table: string): Migration => ({
  version,
  name: `make-${version}`,
  up: `create table ${table} (id bigint primary key)`,
  down: `drop table ${table}`,
})

/** Makes a history what it would be if the release of that shape had written it. */
const intoThePast = async (
  db: Database,
  ledger: string,
  { tables }: (typeof pastLedgers)[number],
): Promise<void> => {
  for (const table of Object.values(tables(ledger))) {
    const rows = []
    // The shape itself was not written down then.
    for await (const row of db.records(table).walk()) if (row['event'] !== 'ledger') rows.push(row)
    await db.run(sql`drop table ${sql.identifier(nameOf(table))}`)
    await db.createTables([table])
    if (rows.length > 0) await db.records(table).insertMany(rows)
  }
  await db.run(sql`drop table ${sql.identifier(`${ledger}_repeatables`)}`)
}

const nameOf = (table: PastTable): string => Object.values(table)[0]!.table

export const ledgerRules: readonly Rule[] = [
  rule({
    id: 'migrations.ledger.tampering',
    title: 'verify() and diagnose() name an entry and an event that somebody changed or removed by hand',
    needs,
    present: async (context) => {
      const { db } = context
      const { ledger, table, migrations, apply } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      const list = [creating(1, one), creating(2, two), creating(3, three)]
      await apply(list.slice(0, 2))
      await apply(list)
      await migrations(list).down({ to: 2 })
      await apply(list)
      await migrations(list).repair({ acceptChecksum: [2] })
      const history = migrations(list)
      const problems = async (): Promise<readonly string[]> =>
        (await history.verify()).problems.map(({ kind, message }) => `${kind}: ${message}`)
      expect(await problems()).toStrictEqual([])
      const entries = sql.identifier(ledger)
      const events = sql.identifier(`${ledger}_events`)
      const by = async (change: SqlQuery, back: SqlQuery, message: RegExp): Promise<void> => {
        await db.run(change)
        const found = await problems()
        expect(found.filter((problem) => problem.startsWith('tampered: '))).toStrictEqual([
          expect.stringMatching(message),
        ])
        const { findings } = await history.diagnose()
        expect(findings.filter(({ kind }) => kind === 'history')).toContainEqual(
          expect.objectContaining({
            level: 'problem',
            message: expect.stringMatching(message.source.slice(0, 20)) as unknown,
          }),
        )
        await db.run(back)
        expect(await problems()).toStrictEqual([])
      }
      const [second] = await db.all(sql`select checksum from ${entries} where version = 2`)
      await by(
        sql`update ${entries} set checksum = 'x' where version = 2`,
        sql`update ${entries} set checksum = ${second!['checksum']} where version = 2`,
        /the entry of 2 "make-2" in ".*" is not what the events tell/,
      )
      const [event] = await db.all(sql`select id, detail from ${events} where event = 'rolled-back'`)
      const { id, detail } = event as { id: string; detail: string }
      await by(
        sql`update ${events} set detail = '{}' where id = ${id}`,
        sql`update ${events} set detail = ${detail} where id = ${id}`,
        /the event "rolled-back" of 3 /,
      )
      await db.run(sql`delete from ${events} where id = ${id}`)
      expect(await problems()).toStrictEqual([
        expect.stringMatching(/or one before it, is not what was written/),
      ])
      await db.run(sql`delete from ${entries} where version = 1`)
      expect(await problems()).toContainEqual(expect.stringMatching(/tampered: the entry of 1 is gone/))
    },
  }),
  rule({
    id: 'migrations.ledger.newer',
    title: 'migrate() with tables of the history that a newer release made throws schema and changes nothing',
    needs,
    present: async (context) => {
      const { db } = context
      const { ledger, table, apply, has, migrations } = scratch(context)
      const [one, two] = [table(), table()]
      await apply([creating(1, one)])
      const events = sql.identifier(`${ledger}_events`)
      await db.run(
        sql`insert into ${events} (id, "at", line, version, event, "by", detail) select 'x', "at", line, 99, event, "by", detail from ${events} where event = 'ledger'`,
      )
      const list = [creating(1, one), creating(2, two)]
      const error = await refusal('schema', () => apply(list))
      expect(error.message).toMatch(/have the shape 99 of a newer release.*update @holdfast\/core/)
      await refusal('schema', () => migrations(list).down({ to: 0 }))
      expect([await has(one), await has(two)]).toStrictEqual([true, false])
      expect((await migrations(list).status()).applied.length).toBe(1)
    },
  }),
  ...pastLedgers.map((past) =>
    rule({
      id: `migrations.ledger.shape-${past.shape}`,
      title: `apply() brings the tables of a history of shape ${past.shape} up to date and loses nothing of it`,
      needs,
      present: async (context) => {
        const { db } = context
        const { ledger, table, apply, migrations } = scratch(context)
        const [one, two, three] = [table(), table(), table()]
        const list = [creating(1, one), creating(2, two), creating(3, three)]
        await apply(list.slice(0, 1))
        await apply(list.slice(0, 2))
        const { applied } = await migrations(list).status()
        await intoThePast(db, ledger, past)
        // What only reads works before anything was brought up to date.
        const history = migrations(list)
        expect((await history.status()).applied).toStrictEqual(applied)
        expect(await history.verify()).toMatchObject({ isWhole: true, drift: [] })
        const looked = await history.diagnose()
        expect(looked.findings.filter(({ level }) => level === 'problem')).toStrictEqual([])
        expect(looked.ledger.some(({ state }) => state === 'older')).toBe(true)
        expect((await history.apply()).applied.map(({ version }) => version)).toStrictEqual([3])
        expect((await history.status()).applied.slice(0, 2)).toStrictEqual(applied)
        expect(await history.verify()).toMatchObject({ isWhole: true, problems: [], drift: [] })
        expect((await history.diagnose()).ledger.every(({ state }) => state === 'complete')).toBe(true)
        const told = await db.all(
          sql`select event, count(*) as n from ${sql.identifier(`${ledger}_events`)} where line = 'app' group by event order by event`,
        )
        expect(told).toStrictEqual([
          { event: 'applied', n: 3 },
          { event: 'verified', n: 3 },
        ])
      },
    }),
  ),
]
