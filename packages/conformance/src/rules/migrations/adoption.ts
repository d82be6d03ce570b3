import { createHash } from 'node:crypto'
import { sql, type Migration } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const creating = (version: number, table: string): Migration => ({
  version,
  name: `make-${version}`,
  up: `create table ${table} (id bigint primary key)`,
  down: `drop table ${table}`,
})

export const adoptionRules: readonly Rule[] = [
  rule({
    id: 'migrations.history.adopt',
    title: 'adopt() takes over what another tool has applied, by number or name, and runs nothing',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db } = await context.fresh()
      const list = [
        creating(1, 'adopted_one'),
        { ...creating(2, 'adopted_two'), name: 'two' },
        creating(3, 'adopted_three'),
      ]
      const history = db.migrations({ migrations: list })
      await refusal('not-found', () => history.adopt())
      await db.run(
        sql`create table knex_migrations (id integer, name varchar(255), batch integer, migration_time varchar(40))`,
      )
      await db.run(
        sql`insert into knex_migrations values (1, '001_make-1.js', 1, 'now'), (2, 'two', 1, 'now'), (3, '009_gone.js', 1, 'now')`,
      )
      const other = context.name()
      await db.run(sql`create table ${sql.identifier(other)} (version varchar(20) primary key)`)
      const strange = await refusal('migration', () => db.migrate({ ledger: other, migrations: list }))
      expect(strange.message).toMatch(/is not Holdfast’s/)
      const error = await refusal('migration', () => history.adopt())
      expect(error.message).toMatch(/Knex has applied 009_gone\.js/)
      await db.run(sql`delete from knex_migrations where id = 3`)
      expect((await history.adopt()).map(({ version, kind }) => `${version} ${kind}`)).toStrictEqual([
        '1 baseline',
        '2 baseline',
      ])
      expect((await history.apply()).applied.map(({ version }) => version)).toStrictEqual([3])
      await refusal('migration', () => history.adopt())
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
  rule({
    id: 'migrations.history.adopt-others',
    title:
      'adopt() goes by the hash of a text, by the newest number, and by what was applied with success, as the other tool does',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db } = await context.fresh()
      const list = [1, 2, 3].map((version) => creating(version, `adopted_${version}`))
      const hashes = list.map(({ up }) =>
        createHash('sha256')
          .update(up as string)
          .digest('hex'),
      )
      const taken = async (ledger: string): Promise<readonly number[]> =>
        (await db.migrations({ ledger, migrations: list }).adopt()).map(({ version }) => version)
      const made = async (table: string, columns: string, ...rows: readonly string[]): Promise<void> => {
        const name = sql.identifier(table)
        await db.run(sql`create table ${name} (${sql.raw(columns)})`)
        for (const row of rows) await db.run(sql`insert into ${name} values (${sql.raw(row)})`)
      }
      await made('__drizzle_migrations', 'id integer, hash text, created_at bigint', `1, '${hashes[0]}', 1`)
      expect(await taken('of_drizzle')).toStrictEqual([1])
      await db.run(sql`update ${sql.identifier('__drizzle_migrations')} set hash = 'another'`)
      expect((await refusal('migration', () => taken('of_other'))).message).toMatch(/none of that hash/)
      await db.run(sql`drop table ${sql.identifier('__drizzle_migrations')}`)
      await made('schema_migrations', 'version bigint, dirty boolean', '2, true')
      expect((await refusal('migration', () => taken('of_go'))).message).toMatch(/does not know how far 2 is/)
      await db.run(sql`update schema_migrations set dirty = false`)
      expect(await taken('of_go')).toStrictEqual([1, 2])
      await db.run(sql`drop table schema_migrations`)
      await made(
        'flyway_schema_history',
        'installed_rank integer, version varchar(50), type varchar(20), success boolean',
        "1, '1', 'SQL', true",
        "2, '2', 'SQL', true",
        "3, null, 'SQL', false",
        "4, '2', 'UNDO_SQL', true",
        "5, '3', 'SQL', true",
        "6, '3', 'DELETE', true",
      )
      expect(await taken('of_flyway')).toStrictEqual([1])
      await db.run(sql`update flyway_schema_history set success = false where installed_rank = 5`)
      const half = await refusal('migration', () => taken('of_flyway_failed'))
      expect(half.message).toMatch(/Flyway does not know how far 3 is/)
      await db.run(
        sql`update flyway_schema_history set success = true, version = '1.2', type = 'SQL' where installed_rank >= 5`,
      )
      const dotted = await refusal('migration', () => taken('of_flyway_dotted'))
      expect(dotted.message).toMatch(/Flyway has applied 1\.2, and/)
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
  rule({
    id: 'migrations.history.adopt-undone',
    title:
      'adopt() leaves out what the other tool has undone since, and refuses where that does not know how far it is',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db } = await context.fresh()
      const list = [1, 2, 3].map((version) => creating(version, `adopted_${version}`))
      const taken = async (ledger: string): Promise<readonly number[]> =>
        (await db.migrations({ ledger, migrations: list }).adopt()).map(({ version }) => version)
      await db.run(
        sql`create table _prisma_migrations (id varchar(36) primary key, checksum varchar(64), finished_at timestamp, migration_name varchar(255), logs text, rolled_back_at timestamp, started_at timestamp, applied_steps_count integer)`,
      )
      await db.run(
        sql`insert into _prisma_migrations values ('a', 'x', '2024-01-01', '1_init', null, null, '2024-01-01', 1), ('b', 'x', null, '2_two', 'failed', '2024-01-02', '2024-01-02', 0), ('c', 'x', '2024-01-03', '2_two', null, null, '2024-01-03', 1), ('d', 'x', null, '3_three', 'failed', '2024-01-04', '2024-01-04', 0)`,
      )
      expect(await taken('of_prisma')).toStrictEqual([1, 2])
      await db.run(sql`update _prisma_migrations set rolled_back_at = null where id = 'd'`)
      const half = await refusal('migration', () => taken('of_prisma_failed'))
      expect(half.message).toMatch(/Prisma does not know how far 3_three is/)
      await db.run(sql`drop table _prisma_migrations`)
      await db.run(
        sql`create table goose_db_version (id integer primary key, version_id bigint not null, is_applied boolean not null, tstamp timestamp)`,
      )
      await db.run(
        sql`insert into goose_db_version (id, version_id, is_applied) values (6, 3, true), (1, 0, true), (2, 1, true), (3, 2, true), (4, 2, false), (5, 3, false)`,
      )
      expect(await taken('of_goose')).toStrictEqual([1, 3])
      await db.run(sql`drop table goose_db_version`)
      await db.run(sql`create table schema_migrations (version varchar(128) primary key)`)
      await db.run(sql`insert into schema_migrations values ('2'), ('1')`)
      expect(await taken('of_dbmate')).toStrictEqual([1, 2])
      await db.run(sql`drop table schema_migrations`)
      // A ledger of ours is no other tool's, whatever it is called.
      await db.migrate({ migrations: list })
      await refusal('not-found', () => taken('of_nobody'))
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
  rule({
    id: 'migrations.history.adopt-dates',
    title:
      'adopt() reads a date in front of a name of Kysely as a part of the name, never as the number of its year',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.run(
        sql`create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null)`,
      )
      await db.run(
        sql`insert into kysely_migration values ('2024-01-01_users', '2024-01-01T00:00:00.000Z'), ('2024-02-01_orders', '2024-02-01T00:00:00.000Z')`,
      )
      const taken = async (ledger: string, ...list: readonly Migration[]): Promise<readonly number[]> =>
        (await db.migrations({ ledger, migrations: list }).adopt()).map(({ version }) => version)
      const other = { ...creating(2024, 'adopted_year'), name: 'year' }
      const error = await refusal('migration', () => taken('of_year', other))
      expect(error.message).toMatch(/Kysely has applied 2024-01-01_users, 2024-02-01_orders/)
      const named = [
        { ...creating(1, 'adopted_users'), name: '2024-01-01_users' },
        { ...creating(20_240_201, 'adopted_orders'), name: 'orders' },
      ]
      expect(await taken('of_dates', other, ...named)).toStrictEqual([1, 20_240_201])
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
]
