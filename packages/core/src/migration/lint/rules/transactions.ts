import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import type { ObjectName, StatementFacts } from '../../../contracts/statement-facts.ts'
import { counted } from '../counted.ts'

/** From here on, changing rows together with the structure of tables is worth a warning. */
const manyRows = 100_000

function* control({ forbidden }: LintContext): Iterable<Hazard> {
  for (const { at, words, of } of forbidden)
    yield {
      at,
      message:
        of === 'transaction'
          ? `${words.toUpperCase()} begins or ends a transaction, which is not the text’s`
          : `${words.toUpperCase()} changes what the connection is connected to`,
    }
}

function* unclosed({ forbidden }: LintContext): Iterable<Hazard> {
  const control = forbidden.filter(({ of }) => of === 'transaction')
  const last = control.findLast(({ words }) => !/^(?:savepoint|release|set|prepare)/.test(words))
  if (last !== undefined && /^(?:begin|start)/.test(last.words))
    yield { at: last.at, message: 'begins a transaction that nothing ends' }
}

const changesStructure = new Set<StatementFacts['kind']>([
  'create-table',
  'alter-table',
  'create-index',
  'drop',
])

function* mixed({ statements, transaction, existed }: LintContext): Iterable<Hazard> {
  const structural = statements.findIndex(({ kind }) => changesStructure.has(kind))
  if (!transaction || structural === -1) return
  for (const [at, facts] of statements.entries()) {
    const tables = rowsChanged(facts).filter((table) => existed(table, at))
    for (const table of tables) {
      const message = `changes rows of ${table.written} in one transaction with changes of structure`
      yield {
        at,
        message,
        confirm: async (data) => {
          const rows = await data.rows(table)
          return rows < manyRows ? undefined : `${message}, and ${counted(rows, 'row is', 'rows are')} there`
        },
      }
    }
  }
}

/** The tables that a statement reads or changes whole. */
const rowsChanged = (facts: StatementFacts): readonly ObjectName[] => {
  if (facts.kind === 'update' || facts.kind === 'delete' || facts.kind === 'merge') return [facts.table]
  return facts.kind === 'insert' && facts.query ? facts.from : []
}

/** What the file keeps, and not the session. */
const kept = new Set(['user_version', 'application_id'])

function* settings({ statements, transaction }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'set' && !facts.local)
      yield { at, message: `sets ${facts.name} for the whole session` }
    if (facts.kind === 'set' && facts.local && !transaction && facts.name !== 'constraints')
      yield { at, message: `sets ${facts.name} for a transaction that ends with this statement` }
    if (
      facts.kind === 'pragma' &&
      facts.value !== undefined &&
      !kept.has(facts.name) &&
      !/_(?:info|list|check)$/.test(facts.name)
    )
      yield { at, message: `sets ${facts.name} for the whole connection` }
  }
}

export const transactions: readonly HazardRule[] = [
  {
    id: 'TX01',
    title: 'begins or ends a transaction',
    level: 'refuse',
    remedy: 'Remove it: a migration is one transaction together with its entry in the history.',
    check: control,
  },
  {
    id: 'TX02',
    title: 'leaves a transaction open',
    level: 'refuse',
    remedy: 'Remove BEGIN: a migration is one transaction together with its entry in the history.',
    check: unclosed,
  },
  {
    id: 'TX03',
    title: 'changes many rows while it holds the locks of a change of structure',
    level: 'warn',
    remedy: 'Put the rows into a migration of their own, or use backfill(), which commits in batches.',
    asks: 'rows',
    check: mixed,
  },
  {
    id: 'TX04',
    title: 'changes a setting of a session that others use after it',
    level: 'warn',
    remedy: 'Write SET LOCAL, or set it where the database is opened.',
    check: settings,
  },
]
