import { integer, sql, type LogEvent, type Migration } from '@holdfast/core'
import { addColumn, run } from '@holdfast/core/migration'
import { tracingChannel } from 'node:diagnostics_channel'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

type Attributes = LogEvent['attributes']

/** What the channel tells of statements from now on, in order. */
const heard = (context: Context): Attributes[] => {
  const told: Attributes[] = []
  const { start } = tracingChannel('holdfast:statement')
  const listen = (message: unknown): void =>
    void told.push((message as { readonly attributes: Attributes }).attributes)
  start.subscribe(listen)
  context.after(() => start.unsubscribe(listen))
  return told
}

const migrationOf = (attributes: Attributes): readonly unknown[] =>
  ['line', 'version', 'name', 'action'].map((part) => attributes[`holdfast.migration.${part}`])

export const traceRules: readonly Rule[] = [
  rule({
    id: 'migrations.traces.named',
    title:
      'holdfast:statement tells every statement of a migration, in a transaction, in one that others share, in batches and alone, with the migration that it is of',
    needs,
    present: async (context) => {
      const { apply, table } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      const list: readonly Migration[] = [
        { version: 1, name: 'first', up: `create table ${one} (id integer primary key)` },
        { version: 2, name: 'second', up: `create table ${two} (id integer primary key)` },
        {
          version: 3,
          name: 'code',
          up: [
            run('insert', async (tx) => {
              await tx.run(sql`insert into ${sql.identifier(one)} (id) values (1), (2)`)
            }),
          ],
        },
        {
          version: 4,
          name: 'alone',
          up: `-- holdfast: no-transaction\ncreate index ${one}_id on ${one} (id);\ncreate table ${three} (id integer primary key)`,
        },
        { version: 5, name: 'batches', up: [addColumn(one, 'n', integer(), { backfill: 'id + 1' })] },
      ]
      const told = heard(context)
      await apply(list, { rehearse: 'never', lint: false })
      const namedBy = (part: string): readonly unknown[] =>
        told.filter((one) => String(one['db.query.text']).includes(part)).map(migrationOf)
      expect(namedBy(`create table ${one}`)).toStrictEqual([['app', 1, 'first', 'apply']])
      expect(namedBy(`create table ${two}`)).toStrictEqual([['app', 2, 'second', 'apply']])
      expect(namedBy(`insert into "${one}" (id)`)).toStrictEqual([['app', 3, 'code', 'apply']])
      expect(namedBy(`create index ${one}_id`)).toStrictEqual([['app', 4, 'alone', 'apply']])
      expect(namedBy(`create table ${three}`)).toStrictEqual([['app', 4, 'alone', 'apply']])
      const batches = told
        .filter(
          ({ 'db.query.text': text }) => String(text).startsWith('update ') && String(text).includes(one),
        )
        .map(migrationOf)
      expect(batches.length).toBeGreaterThan(0)
      expect(new Set(batches.map(String))).toEqual(new Set(['app,5,batches,apply']))
    },
  }),
  rule({
    id: 'migrations.traces.actions',
    title:
      'holdfast:statement tells a rehearsal and an undo as such, and the lock with the line that it is of; the log tells the same',
    needs,
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => void events.push(event) })
      const { migrations, table } = scratch(context)
      const one = table()
      const history = migrations(
        [{ version: 1, name: 'make', up: `create table ${one} (id integer)`, down: `drop table ${one}` }],
        db,
      )
      const told = heard(context)
      const namedBy = (part: string): ReadonlySet<string> =>
        new Set(
          told
            .filter((one) => String(one['db.query.text']).includes(part))
            .map((one) => String(migrationOf(one))),
        )
      await history.rehearse()
      expect(namedBy(`create table ${one}`)).toEqual(new Set(['app,1,make,rehearse']))
      told.length = 0
      await history.apply()
      expect(namedBy(`create table ${one}`)).toEqual(new Set(['app,1,make,apply']))
      await history.down({ to: 0, lint: false })
      expect(namedBy(`drop table ${one}`)).toEqual(new Set(['app,1,make,undo']))
      expect(namedBy('lock')).toContain('app,,,')
      const logged = events.filter(
        ({ event, attributes }) => event === 'statement' && attributes['holdfast.migration.version'] === 1,
      )
      expect(logged.map(({ attributes }) => attributes['holdfast.migration.action'])).toContain('undo')
      await db.close()
    },
  }),
]
