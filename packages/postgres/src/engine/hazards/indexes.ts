import type { Hazard, HazardRule, LintContext } from '@holdfast/core'

function* built({ statements, existed }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (facts.kind === 'create-index' && !facts.concurrently && existed(facts.table, at))
      yield { at, message: `builds an index of ${facts.table.written}, and nobody writes to it meanwhile` }
}

/** Statements that the server refuses to run within a transaction. */
function* outside({ statements, actions, transaction }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  for (const [at, facts] of statements.entries()) {
    const what =
      (facts.kind === 'create-index' || facts.kind === 'drop') && facts.concurrently
        ? 'CONCURRENTLY'
        : facts.kind === 'reindex' && facts.options.includes('concurrently')
          ? 'REINDEX CONCURRENTLY'
          : facts.kind === 'vacuum'
            ? 'VACUUM'
            : facts.kind === 'alter' && facts.object === 'system'
              ? 'ALTER SYSTEM'
              : (facts.kind === 'create' || facts.kind === 'drop') && alone.has(facts.object)
                ? `${facts.kind} ${facts.object}`.toUpperCase()
                : undefined
    if (what !== undefined) yield { at, message: `${what} cannot run within a transaction` }
  }
  for (const { at, action } of actions)
    if (action.kind === 'detach-partition' && action.concurrently)
      yield { at, message: 'DETACH PARTITION CONCURRENTLY cannot run within a transaction' }
}

const alone = new Set(['database', 'tablespace', 'subscription'])

function* leftInvalid({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-index' || facts.index === undefined || !facts.ifNotExists) continue
    const { index } = facts
    yield {
      at,
      message: `makes the index ${index.written} unless there is one, which may be what a failed build left`,
      confirm: ({ schema }) => {
        const found = schema.tables.flatMap(({ indexes }) => indexes).find(({ name }) => name === index.name)
        if (found?.isValid === false)
          return `takes the invalid index ${index.written}, which no query uses, for whole`
      },
    }
  }
}

function* dropped({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (facts.kind === 'drop' && facts.object === 'index' && !facts.concurrently)
      yield { at, message: 'drops an index, and nobody reads or writes its table meanwhile' }
}

function* blocking({ statements, actions }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'reindex' && !facts.options.includes('concurrently'))
      yield { at, message: 'rebuilds an index, and nobody writes to its table meanwhile' }
    if (facts.kind === 'refresh' && !facts.options.includes('concurrently'))
      yield { at, message: 'refreshes a view, and nobody reads it meanwhile' }
  }
  for (const { at, action } of actions)
    if (action.kind === 'detach-partition' && !action.concurrently)
      yield { at, message: 'detaches a partition, and nobody reads or writes the table meanwhile' }
}

export const indexes: readonly HazardRule[] = [
  {
    id: 'PG01',
    title: 'builds an index and blocks writers until it is done',
    level: 'warn',
    remedy: 'Write CREATE INDEX CONCURRENTLY in a text of its own with “-- holdfast: no-transaction”.',
    check: built,
  },
  {
    id: 'PG02',
    title: 'holds within a transaction what the server runs only outside of one',
    level: 'refuse',
    remedy: 'Put it into a text of its own with “-- holdfast: no-transaction”.',
    check: outside,
  },
  {
    id: 'PG03',
    title: 'takes an invalid index for one that serves queries',
    level: 'refuse',
    remedy: 'Drop the invalid index first, or use createIndex(), which does.',
    asks: 'schema',
    check: leftInvalid,
  },
  {
    id: 'PG04',
    title: 'drops an index and blocks everybody while it waits',
    level: 'warn',
    remedy: 'Write DROP INDEX CONCURRENTLY in a text of its own with “-- holdfast: no-transaction”.',
    check: dropped,
  },
  {
    id: 'PG05',
    title: 'rebuilds, detaches or refreshes and blocks others until it is done',
    level: 'warn',
    remedy: 'Write CONCURRENTLY, in a text of its own with “-- holdfast: no-transaction” where it is needed.',
    check: blocking,
  },
]
