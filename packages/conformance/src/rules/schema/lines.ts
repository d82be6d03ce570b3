import { open, sql, type Database } from '@holdfast/core'
import { expect } from 'vitest'
import { layered } from '../../faults/driver-layers.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { running, withConnections } from '../../saboteurs/driver-connections.ts'
import { openAt } from '../../suite.ts'
import { adding, editedRelease, filling, laterRelease, spelling } from './releases.ts'

const store = 'key-value'
const needs = ['sql', 'persistent'] as const

const versions = async (db: Database): Promise<readonly number[]> =>
  (await db.migrations({ store }).status()).applied.map(({ version }) => version)

export const lineRules: readonly Rule[] = [
  rule({
    id: 'schema.lines.status',
    title: 'migrations({ store }) tells the history of a store’s tables, as of any other line',
    needs: ['sql'],
    present: async ({ db }) => {
      const history = db.migrations({ store })
      const { line, applied, pending, problems } = await history.status()
      expect({ line, pending, problems }).toStrictEqual({ line: store, pending: [], problems: [] })
      expect(applied).toMatchObject([
        { version: 1, name: store, outcome: 'applied', tool: expect.stringMatching(/^holdfast/) as unknown },
      ])
      expect(await history.verify()).toStrictEqual({
        isWhole: true,
        problems: [],
        drift: [],
        started: [],
        proofs: [],
      })
      const { findings, ledger } = await history.diagnose()
      expect(ledger).toStrictEqual([{ table: 'holdfast_migrations', state: 'complete' }])
      expect(findings.filter(({ kind }) => kind === 'ledger' || kind === 'history')).toStrictEqual([])
      for (const wrong of [{ store: 'none' }, { store, line: 'app' }, { store, migrations: [] }])
        expect(() => db.migrations(wrong as never)).toThrow(TypeError)
    },
  }),
  rule({
    id: 'schema.lines.grow',
    title:
      'open() brings the tables of an older release up to date, with their rows, and a new database to the same',
    needs,
    present: async (context) => {
      await context.db.migrations({ store }).status()
      const { db, place } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      await db.close()
      const other = await context.harness.fresh()
      context.after(() => other.destroy())
      for (const at of [place, other]) {
        const later = laterRelease(at, adding, filling)
        const grown = await openAt(later)
        context.after(() => grown.close())
        const table = sql.raw(spelling(await at.backend()).table('holdfast_key_value'))
        const notes = sql.raw(spelling(await at.backend()).table('holdfast_key_value_notes'))
        expect(await versions(grown)).toStrictEqual([1, 2, 3])
        expect(await grown.all(sql`select note from ${table}`)).toStrictEqual(
          at === place ? [{ note: 'filled' }] : [],
        )
        expect(await grown.all(sql`select seen from ${notes}`)).toStrictEqual([])
        expect(await grown.keyValue('items').get('k')).toBe(at === place ? 1 : undefined)
        const again = await openAt(later, { schema: 'check' })
        await again.close()
      }
    },
  }),
  rule({
    id: 'schema.lines.one-read',
    title:
      'open() of a database whose tables are complete sends one statement, however many migrations made them',
    needs,
    present: async (context) => {
      await context.db.migrations({ store }).status()
      const { db, place } = await context.fresh()
      await db.close()
      const later = laterRelease(place, adding)
      await (await openAt(later)).close()
      let sent = 0
      const counting = withConnections((connection) =>
        running((one) => {
          sent += 1
          return connection.execute(one)
        }),
      )
      const backend = layered(await later.backend(), counting, 'core')!
      for (const schema of ['install', 'check'] as const) {
        sent = 0
        const opened = await open(backend, { schema })
        expect(sent).toBe(1)
        await opened.close()
      }
    },
  }),
  rule({
    id: 'schema.lines.behind',
    title:
      'open({ schema: "check" }) throws schema for a database of an older release, and changes nothing in it',
    needs,
    present: async (context) => {
      await context.db.migrations({ store }).status()
      const { db, place } = await context.fresh()
      await refusal('schema', () => openAt(laterRelease(place, adding), { schema: 'check' }))
      expect(await versions(db)).toStrictEqual([1])
    },
  }),
  rule({
    id: 'schema.lines.ahead',
    title:
      'open() of a database that a newer release has brought up to date throws schema and says what to do',
    needs,
    present: async (context) => {
      await context.db.migrations({ store }).status()
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      await (await openAt(laterRelease(place, adding))).close()
      for (const schema of ['install', 'check'] as const) {
        const { message } = await refusal('schema', () => openAt(place, { schema }))
        expect(message).toContain('update the packages')
      }
    },
  }),
  rule({
    id: 'schema.lines.edited',
    title:
      'open() with another text of a migration that was applied throws schema, until repair() accepts it',
    needs,
    present: async (context) => {
      await context.db.migrations({ store }).status()
      const { db, place } = await context.fresh()
      await db.close()
      const edited = editedRelease(place)
      for (const schema of ['install', 'check'] as const) {
        const { message } = await refusal('schema', () => openAt(edited, { schema }))
        expect(message).toContain('repair')
      }
      const looking = await openAt(edited, { schema: 'off' })
      context.after(() => looking.close())
      await looking.migrations({ store }).repair({ acceptChecksum: [1] })
      await (await openAt(edited)).close()
    },
  }),
  rule({
    id: 'schema.lines.first-journal',
    title:
      'open() goes on with the journal of the first releases: the same table, the same rows, and what a ledger says beside',
    needs,
    present: async (context) => {
      await context.db.migrations({ store }).status()
      const stores = [store] as const
      const { db, place } = await context.fresh({ stores })
      const again = async (): Promise<Database> => {
        const one = await openAt(place, { stores })
        context.after(() => one.close())
        return one
      }
      await db.keyValue('items').set('k', 1)
      const dialect = spelling(await place.backend())
      const journal = sql.raw(dialect.table('holdfast_migrations'))
      await db.run(sql`drop table ${journal}`)
      await db.run(
        sql`create table ${journal} (line ${sql.raw(dialect.columnType({ kind: 'text' }).ddl)} not null, version bigint not null, name ${sql.raw(dialect.columnType({ kind: 'text' }).ddl)} not null, applied_at bigint not null, primary key (line, version))`,
      )
      await db.run(
        sql`insert into ${journal} (line, version, name, applied_at) values (${store}, 1, ${store}, 1767225600000)`,
      )
      expect((await db.migrations({ store }).status()).applied).toMatchObject([
        { version: 1, kind: 'baseline' },
      ])
      await db.close()
      // Whoever only looks leaves it as it is.
      await (await openAt(place, { schema: 'check', stores })).close()
      const handles = await Promise.all([again(), again(), again()] as const)
      for (const one of handles) expect(await one.keyValue('items').get('k')).toBe(1)
      const { applied, problems } = await handles[0].migrations({ store }).status()
      expect(problems).toStrictEqual([])
      expect(applied).toMatchObject([{ version: 1, name: store, appliedAt: new Date(1767225600000) }])
      const rows = await handles[0].all(sql`select line, version from ${journal} order by line, version`)
      expect(rows.map(({ line }) => line)).toStrictEqual(['journal', 'journal', store])
      const grown = await openAt(laterRelease(place, adding), { stores })
      context.after(() => grown.close())
      expect(await versions(grown)).toStrictEqual([1, 2])
    },
  }),
]
