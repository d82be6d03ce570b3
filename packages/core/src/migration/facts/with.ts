import type { ChangeRows, StatementChange } from '../../contracts/statement-facts.ts'
import { changeRows } from './change-rows.ts'
import type { Cursor } from './cursor.ts'

/** Behind `with`: what the statement does in the end, and which changes of rows are inside of it. */
export const withQueries = (
  cursor: Cursor,
): { readonly change: StatementChange; readonly inside: readonly ChangeRows[] } => {
  cursor.accept('recursive')
  const inside: ChangeRows[] = []
  do {
    cursor.name()
    if (cursor.symbol() === '(') cursor.group()
    cursor.expect('as')
    cursor.accept('not')
    cursor.accept('materialized')
    const query = cursor.group()
    if (query.accept('with')) {
      const nested = withQueries(query)
      inside.push(...nested.inside)
      if ('where' in nested.change) inside.push(nested.change)
    } else {
      const change = changeRows(query)
      if (change !== undefined) inside.push(change)
    }
    // `search` and `cycle` of a recursive one.
    while (
      !cursor.atEnd &&
      cursor.symbol() !== ',' &&
      !mainWords.has(cursor.word()) &&
      cursor.symbol() !== '('
    )
      cursor.skip()
  } while (cursor.acceptSymbol(','))
  return { change: changeRows(cursor) ?? { kind: cursor.has('into') ? 'unknown' : 'select' }, inside }
}

const mainWords = new Set([
  'select',
  'values',
  'table',
  'from',
  'insert',
  'update',
  'delete',
  'merge',
  'replace',
])
