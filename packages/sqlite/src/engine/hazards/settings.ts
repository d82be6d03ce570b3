import type { Hazard, HazardRule, LintContext } from '@holdfast/core'
import { builtInFunctions, builtInModules, sqlWords } from './built-in.ts'

const outside = new Set([
  'journal_mode',
  'page_size',
  'auto_vacuum',
  'synchronous',
  'encoding',
  'wal_checkpoint',
])

function* outsideOfTransactions({ statements, transaction }: LintContext): Iterable<Hazard> {
  if (!transaction) return
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'vacuum') yield { at, message: 'VACUUM cannot run within a transaction' }
    if (
      facts.kind === 'pragma' &&
      outside.has(facts.name) &&
      (facts.value !== undefined || facts.name === 'wal_checkpoint')
    )
      yield { at, message: `${facts.name} cannot change within a transaction, or does so without a word` }
  }
}

function* foreignParts({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'create-table' && facts.module !== undefined && !builtInModules.has(facts.module))
      yield { at, message: `needs the module ${facts.module}, which SQLite does not bring` }
    const isQuery = ['insert', 'update', 'delete', 'replace', 'select'].includes(facts.kind)
    const missing = isQuery
      ? facts.calls.filter(
          (name) => !builtInFunctions.has(name) && !sqlWords.has(name) && !namedHere(facts, name),
        )
      : []
    if (missing.length > 0) yield { at, message: `calls ${missing.join(', ')}, which SQLite does not bring` }
  }
}

/** A name before a parenthesis may be a table with a list of columns. */
const namedHere = (facts: LintContext['statements'][number], name: string): boolean =>
  ('table' in facts && facts.table?.key === name) ||
  new RegExp(`\\bwith\\b[^;]*\\b${name}\\s*\\([^)]*\\)\\s*as\\b`, 'i').test(
    facts.statement.text.slice(0, 10_000),
  )

export const settings: readonly HazardRule[] = [
  {
    id: 'SL11',
    title: 'holds within a transaction what SQLite does only outside of one',
    level: 'refuse',
    remedy:
      'Put it into a text of its own with “-- holdfast: no-transaction”, or where the database is opened.',
    check: outsideOfTransactions,
  },
  {
    id: 'SL15',
    title: 'needs a function or module that the application must bring',
    level: 'warn',
    remedy: 'Do it in code, or make sure that every tool that applies it brings the same.',
    check: foreignParts,
  },
]
