import type { SqlStatement } from '../../contracts/sql-script.ts'
import type {
  ChangeRows,
  OtherStatement,
  StatementChange,
  StatementFacts,
} from '../../contracts/statement-facts.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { alter, drop } from './alter-or-drop.ts'
import { calledFunctions } from './called-functions.ts'
import { changeRows, copy, truncate } from './change-rows.ts'
import { create } from './create.ts'
import { Cursor, Unclear } from './cursor.ts'
import { maintenance, pragma, reset, set } from './settings.ts'
import { tokensOf } from './tokens.ts'
import { withQueries } from './with.ts'

/** Statements that their first word tells. */
const others: Readonly<Record<string, OtherStatement['kind']>> = {
  values: 'select',
  table: 'select',
  from: 'select',
  show: 'select',
  describe: 'select',
  summarize: 'select',
  pivot: 'select',
  unpivot: 'select',
  call: 'call',
  do: 'call',
  execute: 'call',
  comment: 'comment',
  grant: 'grant',
  revoke: 'grant',
  reassign: 'grant',
  lock: 'lock',
  begin: 'transaction',
  start: 'transaction',
  commit: 'transaction',
  end: 'transaction',
  rollback: 'transaction',
  abort: 'transaction',
  savepoint: 'transaction',
  release: 'transaction',
  attach: 'session',
  detach: 'session',
  use: 'session',
  discard: 'session',
  install: 'extension',
  load: 'extension',
}

/** What a statement does. Never throws for a statement that `splitStatements()` gave: what is not understood is `unknown`. */
export const factsOf = (statement: SqlStatement, lexicon: Lexicon): StatementFacts => {
  const tokens = tokensOf(statement.text, lexicon)
  const calls = calledFunctions(tokens)
  try {
    const { change, inside } = read(new Cursor(tokens, lexicon))
    return { ...change, statement, inside, calls }
  } catch (error) {
    if (!(error instanceof Unclear)) throw error
    return { kind: 'unknown', statement, inside: [], calls }
  }
}

interface Read {
  readonly change: StatementChange
  readonly inside: readonly ChangeRows[]
}

const read = (cursor: Cursor): Read => {
  if (cursor.accept('with')) return withQueries(cursor)
  return { change: changeOf(cursor), inside: [] }
}

const changeOf = (cursor: Cursor): StatementChange => {
  const rows = changeRows(cursor)
  if (rows !== undefined) return rows
  if (cursor.accept('create')) return create(cursor)
  if (cursor.accept('alter')) return alter(cursor)
  if (cursor.accept('drop')) return drop(cursor)
  if (cursor.accept('truncate')) return truncate(cursor)
  if (cursor.accept('copy')) return copy(cursor)
  if (cursor.accept('set')) return set(cursor)
  if (cursor.accept('reset')) return reset(cursor)
  if (cursor.accept('pragma')) return pragma(cursor)
  // A query that makes a table of its rows.
  if (cursor.accept('select')) return { kind: cursor.has('into') ? 'unknown' : 'select' }
  if (cursor.accept('explain')) return { kind: runsWhatItExplains(cursor) ? 'unknown' : 'explain' }
  cursor.accept('force')
  const work = cursor.acceptOne('vacuum', 'analyze', 'reindex', 'cluster', 'refresh', 'checkpoint')
  if (work !== '') return maintenance(work as 'vacuum', cursor)
  const word = cursor.word()
  return { kind: Object.hasOwn(others, word) ? others[word]! : 'unknown' }
}

const runsWhatItExplains = (cursor: Cursor): boolean =>
  cursor.hasInside('analyze') || cursor.hasInside('analyse')
