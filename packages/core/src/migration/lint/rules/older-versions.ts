import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'

function* renames({ actions, rebuilds }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed || rebuilds.some(({ rename }) => rename === at)) continue
    if (action.kind === 'rename-table')
      yield { at, message: `renames ${table.written} to ${action.to.written}` }
    if (action.kind === 'rename-column')
      yield { at, message: `renames ${table.written}.${action.column.written} to ${action.to.written}` }
  }
}

function* droppedColumns({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions)
    if (existed && action.kind === 'drop-column')
      yield { at, message: `drops ${table.written}.${action.column.written}` }
}

function* requiredColumns({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed || action.kind !== 'add-column') continue
    const { column, notNull, default: fallback, generated, identity, type } = action.column
    if (notNull && fallback === undefined && generated === undefined && !identity && !/serial/.test(type))
      yield { at, message: `adds ${table.written}.${column.written}, not null and without a default` }
  }
}

function* droppedReferences({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed || action.kind !== 'drop-constraint') continue
    const message = `drops the constraint ${action.name.written} of ${table.written}`
    yield {
      at,
      message,
      confirm: (data) =>
        data.table(table)?.foreignKeys.some(({ name }) => name === action.name.name)
          ? `${message}, which is a reference`
          : undefined,
    }
  }
}

function* tightened({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed) continue
    if (action.kind === 'set-not-null')
      yield { at, message: `makes ${table.written}.${action.column.written} not null` }
    if (action.kind === 'drop-default' || action.kind === 'set-default')
      yield { at, message: `changes the default of ${table.written}.${action.column.written}` }
    if (action.kind === 'add-constraint')
      yield {
        at,
        message: `adds a constraint (${action.constraint.kind.replace('-', ' ')}) to ${table.written}`,
      }
  }
}

/** What breaks the release before this one, which goes on running until every host has the new one. */
export const olderVersions: readonly HazardRule[] = [
  {
    id: 'BC01',
    title: 'renames what the release before still asks for',
    level: 'warn',
    remedy:
      'Add the new name beside the old one and drop that a release later, or stop the old release first.',
    check: renames,
  },
  {
    id: 'BC02',
    title: 'drops a column that the release before may still read',
    level: 'warn',
    remedy: 'Drop it a release after the last use.',
    check: droppedColumns,
  },
  {
    id: 'BC03',
    title: 'adds a column that the release before cannot fill',
    level: 'warn',
    remedy: 'Give it a default, or allow null until no old release writes.',
    check: requiredColumns,
  },
  {
    id: 'BC04',
    title: 'drops a reference, which nothing holds from then on',
    level: 'warn',
    remedy: 'Make sure that something else holds it.',
    asks: 'schema',
    check: droppedReferences,
  },
  {
    id: 'BC05',
    title: 'refuses or changes what the release before still writes',
    level: 'warn',
    remedy: 'Release writers that keep the new rule first.',
    check: tightened,
  },
]
