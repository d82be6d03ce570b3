import type {
  Hazard,
  HazardRule,
  LintContext,
  ObjectName,
  PlacedAction,
  StatementFacts,
} from '@holdfast/core'
import { rewritesBecause } from './columns.ts'

/** Statements that keep everybody from a table, and which table. */
const keepsEverybodyOut = (facts: StatementFacts): readonly ObjectName[] => {
  if (facts.kind === 'alter-table') {
    const isMild = facts.actions.every(
      ({ kind }) => kind === 'validate-constraint' || kind === 'attach-partition',
    )
    return isMild ? [] : [facts.table]
  }
  if (facts.kind === 'truncate') return facts.tables
  return facts.kind === 'drop' && facts.object === 'table' ? facts.names : []
}

const limits = new Set(['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'])

function* unlimited({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (
      facts.kind === 'set' &&
      limits.has(facts.name) &&
      /^'?0(?:\s*\w+)?'?$|^default$/i.test(facts.value ?? '0')
    )
      yield { at, message: `takes away the ${facts.name} with which it would be run` }
}

const work = new Set<StatementFacts['kind']>([
  'insert',
  'update',
  'delete',
  'merge',
  'copy',
  'create-index',
  'call',
])

function* longHeld({ statements, transaction, existed }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  const first = statements.findIndex((facts, at) =>
    keepsEverybodyOut(facts).some((table) => existed(table, at)),
  )
  if (first === -1) return
  for (const [at, { kind }] of statements.entries())
    if (at > first && work.has(kind))
      yield {
        at,
        message: `works while line ${statements[first]?.statement.line} keeps everybody from a table`,
      }
}

const rewrites = ({ action, existed }: PlacedAction): boolean =>
  existed &&
  (action.kind === 'set-type' ||
    (action.kind === 'add-column' && rewritesBecause(action.column) !== undefined))

function* rewrittenUnderLocks({ statements, actions, transaction, existed }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  const locked = new Set<string>()
  let done = 0
  for (const placed of actions) {
    for (; done < placed.at; done++)
      for (const table of keepsEverybodyOut(statements[done]!))
        if (existed(table, done)) locked.add(table.key)
    const others = locked.size - (locked.has(placed.table.key) ? 1 : 0)
    if (others > 0 && rewrites(placed))
      yield {
        at: placed.at,
        message: `may write ${placed.table.written} anew while another table is locked too`,
      }
  }
}

function* fullRewrites({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'cluster')
      yield { at, message: 'CLUSTER writes a whole table anew, and nobody reads it meanwhile' }
    if (facts.kind === 'vacuum' && facts.options.includes('full'))
      yield { at, message: 'VACUUM FULL writes whole tables anew, and nobody reads them meanwhile' }
  }
}

const changesRows = new Set<StatementFacts['kind']>(['insert', 'update', 'delete', 'merge'])

function* pendingEvents({ statements, actions, transaction, about }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  const settled = statements.flatMap((facts, at) =>
    facts.kind === 'set' && facts.name === 'constraints' && /immediate/i.test(facts.value ?? '') ? [at] : [],
  )
  for (const { at, table } of actions) {
    const changed = about(table).findLast((placed) => placed.at < at && changesRows.has(placed.facts.kind))
    if (changed === undefined || settled.some((place) => place > changed.at && place < at)) continue
    const message = `alters ${table.written} behind a change of its rows`
    yield {
      at,
      message,
      confirm: (data) => {
        const keys = [
          ...(data.table(table)?.foreignKeys ?? []),
          ...data.referencing(table).map(({ foreignKey }) => foreignKey),
        ]
        return keys.some(({ deferrable }) => deferrable === 'initially deferred')
          ? `${message}, whose references are looked up at the end of the transaction only`
          : undefined
      },
    }
  }
}

const advisory = /^pg_advisory(?:_xact)?_lock(?:_shared)?$/

function* advisoryLocks({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, { calls, statement, kind }] of statements.entries()) {
    // The body of a function is not run by being made.
    if (kind === 'create') continue
    const isInBody = /\bpg_advisory(?:_xact)?_lock(?:_shared)?\s*\(/i.test(statement.text)
    if (calls.some((name) => advisory.test(name)) || isInBody)
      yield { at, message: 'waits for an advisory lock, without end' }
  }
}

export const locks: readonly HazardRule[] = [
  {
    id: 'PG13',
    title: 'waits for locks without a limit, and everybody who comes later waits behind it',
    level: 'warn',
    remedy: 'Leave the limits that it is run with, or set others above zero.',
    check: unlimited,
  },
  {
    id: 'PG14',
    title: 'goes on working while it keeps everybody from a table',
    level: 'warn',
    remedy: 'Put what locks a table last, or into a migration of its own.',
    check: longHeld,
  },
  {
    id: 'PG15',
    title: 'writes a table anew while it keeps everybody from another one',
    level: 'warn',
    remedy: 'Put it into a migration of its own.',
    check: rewrittenUnderLocks,
  },
  {
    id: 'PG19',
    title: 'writes whole tables anew while nobody can read them',
    level: 'warn',
    remedy: 'Run VACUUM without FULL, or pg_repack, outside of migrations.',
    check: fullRewrites,
  },
  {
    id: 'PG21',
    title: 'alters a table whose rows still wait for their deferred checks',
    level: 'refuse',
    remedy: 'Write SET CONSTRAINTS ALL IMMEDIATE between the two, or use two migrations.',
    asks: 'schema',
    check: pendingEvents,
  },
  {
    id: 'PG27',
    title: 'waits for an advisory lock, behind which CREATE INDEX CONCURRENTLY deadlocks',
    level: 'refuse',
    remedy: 'Remove it: one host migrates at a time as it is. Elsewhere, poll pg_try_advisory_lock().',
    check: advisoryLocks,
  },
]
