import type { Hazard, HazardRule, LintContext, ObjectName } from '@holdfast/core'
import { mentions } from './mentions.ts'
import { rebuiltTables } from './rebuilt-table.ts'

/** What DROP TABLE does to rows that refer to it: it deletes its own rows first, and references act on that. */
function* droppedParents(context: LintContext): Iterable<Hazard> {
  const { statements, rebuilds, same, transaction } = context
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'pragma' && facts.name === 'foreign_keys' && facts.value !== undefined && transaction)
      yield { at, message: 'sets foreign_keys, which does nothing within a transaction' }
    if (facts.kind !== 'drop' || facts.object !== 'table') continue
    for (const table of facts.names) {
      const rebuild = rebuilds.find(
        ({ drop, table: old, replacement }) => drop === at && (same(old, table) || same(replacement, table)),
      )
      // In a transaction the references of a rebuilt table are switched off around it by whoever runs it.
      if (rebuild !== undefined && transaction) continue
      const dropped = rebuild?.table ?? table
      if (!context.existed(dropped, rebuild === undefined ? at : 0)) continue
      const message = `drops ${table.written} while references act on it`
      yield {
        at,
        message,
        confirm: (data) => {
          const children = data
            .referencing(dropped)

            .filter(({ table: child }) => !context.dropped(child.name.toLowerCase(), at))
            .map(({ table: child }) => child.name)
            .filter((name) => name.toLowerCase() !== dropped.key)
          return children.length === 0
            ? undefined
            : `${message}: rows of ${[...new Set(children)].join(', ')} refer to it`
        },
      }
    }
  }
}

function* oldFirst({ rebuilds }: LintContext): Iterable<Hazard> {
  for (const { rename, order, table, replacement } of rebuilds)
    if (order === 'old-first')
      yield {
        at: rename,
        message: `renames ${table.written} to ${replacement.written} first, and every reference and trigger follows it there`,
      }
}

function* lostCounters(context: LintContext): Iterable<Hazard> {
  if (context.rebuilds.length === 0) return
  const isCarried = context.statements.some(({ statement }) => /\bsqlite_sequence\b/i.test(statement.text))
  if (isCarried) return
  for (const { rebuild, made } of rebuiltTables(context)) {
    if (rebuild.order === 'old-first') continue
    const message = `rebuilds ${rebuild.table.written} without carrying its counter over`
    const has = made.columns.some(({ autoincrement }) => autoincrement)
    yield {
      at: rebuild.rename,
      message,
      confirm: (data) =>
        has || /\bautoincrement\b/i.test(data.table(rebuild.table)?.sql ?? '') ? message : undefined,
    }
  }
}

function* renumberedRows(context: LintContext): Iterable<Hazard> {
  for (const { rebuild, made } of rebuiltTables(context)) {
    const hasKey =
      made.columns.some(({ primaryKey, type }) => primaryKey && type === 'integer') ||
      made.constraints.some(
        ({ kind, columns }) =>
          kind === 'primary-key' &&
          columns.length === 1 &&
          made.columns.some(({ column, type }) => column.key === columns[0]?.key && type === 'integer'),
      )
    const copiesThem = context
      .about(made.table)
      .some(
        ({ facts }) =>
          facts.kind === 'insert' &&
          facts.query &&
          facts.columns.some(({ key }) => key === 'rowid' || key === '_rowid_' || key === 'oid'),
      )
    if (!hasKey && !copiesThem && !/without rowid/.test(made.options))
      yield { at: rebuild.rename, message: `rebuilds ${rebuild.table.written}, and its rows get new rowids` }
  }
}

/** Views and triggers that name the table, and that nothing drops before. */
function* blockedRenames({ actions, rebuilds, dropped }: LintContext): Iterable<Hazard> {
  for (const { at, action } of actions) {
    if (action.kind !== 'rename-table') continue
    const rebuild = rebuilds.find(({ rename }) => rename === at)
    if (rebuild?.order !== 'new-first') continue
    const { table } = rebuild
    yield {
      at,
      message: `renames the new ${table.written}, which views or triggers may name`,
      confirm: ({ schema }) => {
        const blocking = [
          ...schema.views.filter(({ sql }) => mentions(sql, table.name)),
          ...schema.triggers.filter(
            (trigger) => !isOn(trigger.table, table) && mentions(trigger.sql, table.name),
          ),
        ].find(({ name }) => !dropped(name.toLowerCase(), at))
        return blocking && `renames the new ${table.written} while ${blocking.name} names the old one`
      },
    }
  }
}

/** A trigger of the table itself goes with it. */
const isOn = (owner: string, table: ObjectName): boolean => owner.toLowerCase() === table.key

function* lostChecks(context: LintContext): Iterable<Hazard> {
  for (const { rebuild, text, made } of rebuiltTables(context)) {
    if (made.as) continue
    const message = `rebuilds ${rebuild.table.written}, perhaps without its checks`
    const kept = count(text)
    yield {
      at: rebuild.drop,
      message,
      confirm: (data) => {
        const before = data.table(rebuild.table)
        const checks = before === undefined ? 0 : Math.max(before.checks.length, count(before.sql ?? ''))
        return checks > kept
          ? `rebuilds ${rebuild.table.written} with ${kept} of its ${checks} checks`
          : undefined
      },
    }
  }
}

const count = (text: string): number => text.match(/\bcheck\s*\(/gi)?.length ?? 0

function* requiredAnew(context: LintContext): Iterable<Hazard> {
  for (const { rebuild, made } of rebuiltTables(context)) {
    for (const { column, notNull } of made.columns) {
      if (!notNull) continue
      const message = `makes ${rebuild.table.written}.${column.written} not null`
      yield {
        at: rebuild.drop,
        message,
        confirm: async (data) => {
          const nulls = await data.nulls(rebuild.table, column)
          return nulls === 0 ? undefined : `${message}, and ${nulls} of its rows have no value`
        },
      }
    }
  }
  for (const { at, table, action, existed } of context.actions)
    if (existed && action.kind === 'set-not-null')
      yield { at, message: `makes ${table.written}.${action.column.written} not null` }
}

function* leftovers({ rebuilds, about }: LintContext): Iterable<Hazard> {
  for (const { rename, table, replacement, order } of rebuilds) {
    const at =
      about(replacement).find(
        (placed) => placed.at < rename && placed.facts.kind === 'drop' && placed.facts.ifExists,
      )?.at ?? -1
    if (at === -1 || order === 'old-first') continue
    const message = `drops ${replacement.written}, which an interrupted rebuild may have left as the only copy`
    yield {
      at,
      message,
      confirm: async (data) => {
        if (data.table(table) !== undefined || (await data.rows(replacement)) === 0) return undefined
        return `drops ${replacement.written}, and there is no ${table.written}: it is the only copy`
      },
    }
  }
}

export const rebuilds: readonly HazardRule[] = [
  {
    id: 'SL01',
    title: 'drops a table while references act on it, so that rows of others go too',
    level: 'refuse',
    remedy:
      'Leave the pragma out and stay in the transaction: it is run with references off around a rebuild, and checked.',
    asks: 'schema',
    check: droppedParents,
  },
  {
    id: 'SL02',
    title: 'renames the old table away before it makes the new one',
    level: 'refuse',
    remedy: 'Make the new table under another name, copy, drop the old one, and rename the new one.',
    check: oldFirst,
  },
  {
    id: 'SL03',
    title: 'loses the counter of AUTOINCREMENT, so that ids are given out again',
    level: 'refuse',
    remedy: 'Carry the row of sqlite_sequence over to the new table, or use the verbs, which do.',
    asks: 'schema',
    check: lostCounters,
  },
  {
    id: 'SL04',
    title: 'gives rows new rowids',
    level: 'warn',
    remedy: 'Copy the rowid too, or give the table an INTEGER PRIMARY KEY.',
    check: renumberedRows,
  },
  {
    id: 'SL05',
    title: 'renames a table that a view or trigger names, which SQLite refuses',
    level: 'refuse',
    remedy: 'Drop the views and triggers before, and make them again behind.',
    asks: 'schema',
    check: blockedRenames,
  },
  {
    id: 'SL10',
    title: 'loses checks in a rebuild',
    level: 'refuse',
    remedy: 'Begin with the text of the old table, as sqlite_schema has it.',
    asks: 'schema',
    check: lostChecks,
  },
  {
    id: 'SL13',
    title: 'forbids nulls in a column that rows have',
    level: 'warn',
    remedy: 'Give every row a value first.',
    asks: 'rows',
    check: requiredAnew,
  },
  {
    id: 'SL16',
    title: 'drops what may be the only copy that an interrupted rebuild left',
    level: 'refuse',
    remedy:
      'Look at it first: without the old table it is the data. A rebuild in one transaction leaves none.',
    asks: 'rows',
    check: leftovers,
  },
]
