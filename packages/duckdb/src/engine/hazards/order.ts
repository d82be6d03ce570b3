import type { Hazard, HazardRule, LintContext, ObjectName, StatementFacts } from '@holdfast/core'

/** Orders of changes of rows and of structure that fail, most at COMMIT only. */
function* forbiddenOrder({
  statements,
  actions,
  transaction,
  about,
  existed,
}: LintContext): Iterable<Hazard> {
  if (!transaction) return
  const isBehind = (table: ObjectName, end: number, changes: (facts: StatementFacts) => boolean): boolean =>
    about(table).some(({ at, facts }) => at < end && changes(facts))
  for (const { at, table, action, statement } of actions)
    if (rewriting.has(action.kind) && existed(statement.table, at) && isBehind(table, at, changesOrEmpties))
      yield { at, message: `alters ${table.written} behind a change of its rows` }
  for (const [at, facts] of statements.entries())
    if (facts.kind === 'create-index' && existed(facts.table, at) && isBehind(facts.table, at, changesRows))
      yield { at, message: `makes an index of ${facts.table.written} behind a change of its rows` }
}

/** Rows that only come are no obstacle. */
const changesRows = (facts: StatementFacts): boolean =>
  facts.kind === 'update' ||
  facts.kind === 'delete' ||
  facts.kind === 'merge' ||
  (facts.kind === 'insert' && facts.onConflict)

const changesOrEmpties = (facts: StatementFacts): boolean => changesRows(facts) || facts.kind === 'truncate'

const rewriting = new Set(['add-column', 'set-type', 'drop-column', 'set-not-null'])

function* indexedTooEarly({ rebuilds, about }: LintContext): Iterable<Hazard> {
  for (const { rename, replacement, order } of rebuilds) {
    const early = about(replacement).find(({ at, facts }) => at < rename && facts.kind === 'create-index')
    if (early !== undefined && order === 'new-first')
      yield { at: early.at, message: `makes an index of ${replacement.written} before it is renamed` }
  }
}

function* twoDatabases({ statements, transaction }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  let first: string | undefined
  for (const [at, facts] of statements.entries()) {
    const name = writtenTo(facts)
    const parts = name?.written.split('.') ?? []
    // A name of two parts may be of a schema; temporary tables are in a database of their own.
    const database = parts.length > 2 || parts[0] === 'temp' ? parts[0]?.toLowerCase() : undefined
    if (database === undefined) continue
    if (first !== undefined && first !== database)
      yield { at, message: `writes to ${database} behind ${first}` }
    first ??= database
  }
}

const writtenTo = (facts: StatementFacts): ObjectName | undefined => {
  if (facts.kind === 'create-table' || facts.kind === 'alter-table' || 'where' in facts) return facts.table
  return facts.kind === 'drop' ? facts.names[0] : undefined
}

function* indexAgain({ statements, transaction, dropped, about }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-index' || facts.index === undefined) continue
    const { index, table } = facts
    if (!dropped(index.key, at)) continue
    const message = `drops the index ${index.written} and makes it again`
    const made = about(table).find(
      (placed) =>
        placed.at < at && placed.facts.kind === 'create-index' && placed.facts.index?.key === index.key,
    )
    if (made?.facts.kind === 'create-index') {
      if (made.facts.unique) yield { at, message: `${message}, and it was unique` }
      continue
    }
    yield {
      at,
      message,
      confirm: (data) =>
        data.table(table)?.indexes.some(({ name, unique }) => unique && name.toLowerCase() === index.key)
          ? `${message}, and it was unique`
          : undefined,
    }
  }
}

export const order: readonly HazardRule[] = [
  {
    id: 'DK03',
    title: 'makes an index before a rename, which the index then forbids',
    level: 'refuse',
    remedy: 'Make the index behind the rename.',
    check: indexedTooEarly,
  },
  {
    id: 'DK05',
    title: 'changes structure behind rows in one transaction, which fails at COMMIT',
    level: 'refuse',
    remedy: 'Change the structure first, or use two migrations.',
    check: forbiddenOrder,
  },
  {
    id: 'DK08',
    title: 'writes to two databases in one transaction',
    level: 'refuse',
    remedy: 'Use one migration for each.',
    check: twoDatabases,
  },
  {
    id: 'DK17',
    title: 'drops a unique index and makes it again in one transaction, which fails',
    level: 'refuse',
    remedy: 'Give the new index another name, or use two migrations.',
    asks: 'schema',
    check: indexAgain,
  },
]
