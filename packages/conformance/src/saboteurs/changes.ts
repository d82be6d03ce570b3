import type { AnyTable, Change, Changes, Dialect, Page, Session, TrackingTrigger } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { replaced, type Replacements, type Spoil } from './spoil.ts'

type Loose = Changes<AnyTable>
type Entry = Change<AnyTable>
type Fields = Readonly<Record<string, { readonly old?: unknown; readonly new?: unknown }>>

/** A backend whose `changes()` has other members. */
const spoiled = (members: (changes: Loose) => Replacements<Loose>) => (): Spoil => ({
  session: (session: Session) => ({
    changes: (table: AnyTable) => {
      const changes: Loose = session.changes(table)
      return replaced(changes, members(changes) as object)
    },
  }),
})

/** The same with other entries. */
const entries = (spoil: (all: readonly Entry[]) => readonly Entry[]): (() => Spoil) =>
  spoiled((changes) => {
    const other = async (page: Promise<Page<Entry>>): Promise<Page<Entry>> => {
      const { items, ...cursors } = await page
      return { items: spoil(items), ...cursors }
    }
    return {
      history: (...[key, page]: Parameters<Loose['history']>) => other(changes.history(key, page)),
      page: (query?: Parameters<Loose['page']>[0]) => other(changes.page(query)),
    }
  })

const blind = ({ name, needs, sql }: TrackingTrigger): TrackingTrigger => ({
  name,
  needs,
  sql: name.endsWith('_update')
    ? sql.replace(' begin ', ' and false begin ')
    : sql.replace(' or update or ', ' or '),
})

const withoutUpdates = ({ tables, ...dialect }: Dialect): Dialect => ({
  ...dialect,
  tables: {
    ...tables,
    ...(tables.tracking === undefined
      ? {}
      : {
          tracking: {
            ...tables.tracking,
            make: (tracking) => tables.tracking!.make(tracking).map(blind),
          },
        }),
  },
})

export const changeSaboteurs: readonly Saboteur[] = [
  {
    title: 'of the rows of a bulk update only the first is recorded',
    caughtBy: 'changes.bulk',
    make: entries((all) => {
      const seen = new Set<string>()
      return all.filter(({ operation, transaction }) => {
        const isAgain = operation === 'update' && seen.has(transaction)
        seen.add(transaction)
        return !isAgain
      })
    }),
  },
  {
    title: 'the old value of a field is recorded as its new one',
    caughtBy: 'changes.replay',
    make: entries((all) =>
      all.map((entry) => ({
        ...entry,
        fields: Object.fromEntries(
          Object.entries(entry.fields as Fields).map(([name, field]) => [
            name,
            'old' in field && 'new' in field ? { ...field, old: field.new } : field,
          ]),
        ) as Entry['fields'],
      })),
    ),
  },
  {
    title: 'who made a change is forgotten',
    caughtBy: 'changes.attribution',
    make: entries((all) => all.map((entry) => ({ ...entry, actor: 'nobody' }))),
  },
  {
    title: 'asOf() leaves out the change of its own millisecond',
    caughtBy: 'changes.as-of',
    make: spoiled((changes) => ({
      asOf: (key: never, at: Date) => changes.asOf(key, new Date(at.getTime() - 1)),
    })),
  },
  {
    title: 'a redacted value is stored',
    caughtBy: 'changes.redact',
    make: entries((all) =>
      all.map((entry) => ({
        ...entry,
        fields: Object.fromEntries(
          Object.entries(entry.fields as Fields).map(([name, field]) => [
            name,
            'redacted' in field ? { old: null, new: 'hush-1' } : field,
          ]),
        ) as Entry['fields'],
      })),
    ),
  },
  {
    title: 'the table of changes has no triggers',
    caughtBy: 'changes.append-only',
    needs: ['sql', 'appendOnly'],
    make: () => ({
      dialect: (dialect: Dialect): Dialect => ({
        ...dialect,
        createTable: ({ appendOnly: _appendOnly, ...table }) => dialect.createTable(table),
      }),
    }),
  },
  {
    title: 'the triggers see no update',
    caughtBy: 'changes.sql',
    needs: ['sql', 'tracksSql'],
    make: () => ({ dialect: withoutUpdates }),
  },
]
