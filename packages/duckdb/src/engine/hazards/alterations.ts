import type { Hazard, HazardRule, LintContext, LintData, ObjectName } from '@holdfast/core'

const constant = /^(?:CAST\()?(?:[+-]?[\d.]+|'(?:[^']|'')*'|NULL|true|false)(?: AS [^()]+\))?$/i

/** What of a table is computed when the log is replayed, and cannot be. */
const computed = (data: LintData, table: ObjectName): string | undefined => {
  const model = data.table(table)
  if (model === undefined) return undefined
  const column = model.columns.find(
    ({ default: fallback, generated }) =>
      generated !== undefined || (fallback !== undefined && !constant.test(fallback)),
  )
  if (column !== undefined) return `the column ${column.name} is computed`
  return model.checks.some(({ expression }) => /\w\s*\(/.test(expression))
    ? 'a check calls a function'
    : undefined
}

function* replayed({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed || action.kind === 'rename-table') continue
    const message = `alters ${table.written}`
    const added = action.kind === 'add-column' ? action.column : undefined
    const isComputed =
      added !== undefined &&
      (added.generated !== undefined || (added.default !== undefined && !constant.test(added.default)))
    if (isComputed) yield { at, message: `${message} with a column that is computed` }
    else
      yield {
        at,
        message,
        confirm: (data) => {
          const reason = computed(data, table)
          return reason && `${message}, of which ${reason}`
        },
      }
  }
}

/** What may be altered whatever depends on the table. */
const harmless = new Set(['add-column', 'set-default', 'drop-default', 'rename-constraint'])

function* dependedOn(context: LintContext): Iterable<Hazard> {
  const { actions, about, dropped, transaction } = context
  for (const { at, table, action } of actions) {
    if (harmless.has(action.kind)) continue
    const message = `alters ${table.written}`
    const isGone = (name: string): boolean => dropped(name.toLowerCase(), at)
    // An index that this transaction drops still holds its own columns.
    const held = action.kind === 'set-type' || action.kind === 'drop-column' ? action.column.key : undefined
    const blocks = (name: string, columns: readonly (string | undefined)[]): boolean =>
      !isGone(name) ||
      (transaction && columns.some((column) => column === undefined || column.toLowerCase() === held))
    const made = about(table).find(
      ({ at: place, facts }) =>
        place < at &&
        facts.kind === 'create-index' &&
        blocks(facts.index?.key ?? '', [
          ...facts.columns.map(({ key }) => key),
          ...(facts.expressions ? [undefined] : []),
        ]),
    )
    if (made?.facts.kind === 'create-index') {
      yield { at, message: `${message} behind its index ${made.facts.index?.written ?? ''}` }
      continue
    }
    yield {
      at,
      message,
      confirm: (data) => {
        const index = data.table(table)?.indexes.find(({ name, keys }) =>
          blocks(
            name,
            keys.map(({ column }) => column),
          ),
        )
        if (index !== undefined) return `${message}, which the index ${index.name} depends on`
        const child = data.referencing(table).find((each) => !isGone(each.table.name))
        return child && `${message}, which ${child.table.name} refers to`
      },
    }
  }
}

const ofViews = new Set(['drop-column', 'rename-column', 'rename-table', 'set-type'])

function* shownByViews({ actions, statements, about }: LintContext): Iterable<Hazard> {
  const handled = new Set<string>()
  const changed = actions
    .filter(({ action }) => ofViews.has(action.kind))
    .map(({ at, table }) => ({ at, table }))
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'create' && facts.object === 'view' && facts.name !== undefined)
      handled.add(facts.name.key)
    if (facts.kind !== 'drop') continue
    for (const name of facts.names) {
      if (facts.object === 'view') handled.add(name.key)
      if (facts.object === 'table') changed.push({ at, table: name })
    }
  }
  for (const { at, table } of changed) {
    if (about(table).some((later) => later.at > at && later.facts.kind === 'create-table')) continue
    yield {
      at,
      message: `changes ${table.written}, which a view may show`,
      confirm: ({ schema }) => {
        const word = new RegExp(`(?<![\\w$])${table.name.replaceAll(/\W/g, '.')}(?![\\w$])`, 'i')
        const view = schema.views.find(({ name, sql }) => word.test(sql) && !handled.has(name.toLowerCase()))
        return view && `changes ${table.written}, which the view ${view.name} shows`
      },
    }
  }
}

export const alterations: readonly HazardRule[] = [
  {
    id: 'DK01',
    title:
      'alters a table in a way that a log cannot be replayed after a crash when another program opens the file',
    level: 'warn',
    remedy:
      'Open the file through Holdfast, which attaches it and writes a checkpoint behind a migration; another program must attach it too.',
    asks: 'schema',
    check: replayed,
  },
  {
    id: 'DK04',
    title: 'alters a table that an index or a reference depends on, which DuckDB refuses',
    level: 'refuse',
    remedy:
      'Drop the index in a migration before and make it again in one behind; for a parent, use the verbs.',
    asks: 'schema',
    check: dependedOn,
  },
  {
    id: 'DK11',
    title: 'changes what a view shows, which is found out only when somebody reads it',
    level: 'warn',
    remedy: 'Make the view again in the same text.',
    asks: 'schema',
    check: shownByViews,
  },
]
