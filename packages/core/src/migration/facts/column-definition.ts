import type { ColumnFacts, ReferenceFacts } from '../../contracts/statement-facts.ts'
import { Unclear, type Cursor } from './cursor.ts'
import { columnList, tidy } from './names-in.ts'

/** Words that end a type or the expression of a default. */
const constraintWords = new Set(
  'constraint not null primary unique default check references generated as collate on deferrable initially storage compression autoincrement'.split(
    ' ',
  ),
)

type Draft = { -readonly [Key in keyof ColumnFacts]: ColumnFacts[Key] }

/** `name type constraint …`, to the end of the cursor. */
export const columnDefinition = (cursor: Cursor): ColumnFacts => {
  const draft: Draft = {
    column: cursor.name(),
    type: typeOf(cursor),
    notNull: false,
    primaryKey: false,
    unique: false,
    autoincrement: false,
    identity: false,
    named: [],
  }
  while (!cursor.atEnd) constraint(cursor, draft)
  return draft
}

const typeOf = (cursor: Cursor): string => {
  const start = cursor.position
  if (!cursor.atEnd && !constraintWords.has(cursor.word())) cursor.skipUntil(constraintWords)
  return tidy(cursor.textFrom(start))
}

const constraint = (cursor: Cursor, draft: Draft): void => {
  if (cursor.accept('constraint')) draft.named = [...draft.named, cursor.name().name]
  else if (cursor.accept('not', 'null')) draft.notNull = true
  else if (cursor.accept('null')) draft.notNull = false
  else if (cursor.accept('autoincrement')) draft.autoincrement = true
  else if (cursor.accept('primary', 'key')) {
    cursor.acceptOne('asc', 'desc')
    draft.primaryKey = true
  } else if (cursor.accept('unique')) {
    cursor.accept('nulls', 'not', 'distinct')
    cursor.accept('nulls', 'distinct')
    draft.unique = true
  } else if (cursor.accept('default')) draft.default = expression(cursor)
  else if (cursor.accept('check')) {
    const group = cursor.group()
    draft.check = group.rest()
    cursor.accept('no', 'inherit')
  } else if (cursor.accept('references')) draft.references = reference(cursor)
  else if (cursor.accept('collate')) draft.collation = cursor.objectName().name
  else if (cursor.word() === 'generated' || cursor.word() === 'as') generated(cursor, draft)
  else if (cursor.accept('on', 'conflict') || cursor.accept('storage') || cursor.accept('compression'))
    cursor.skip()
  else if (!deferral(cursor)) throw new Unclear()
}

/** What stands behind `default`, up to the next constraint. Its first word may be one that begins a constraint: `null`. */
const expression = (cursor: Cursor): string => {
  const start = cursor.position
  cursor.skipUntil(constraintWords)
  return cursor.textFrom(start)
}

const generated = (cursor: Cursor, draft: Draft): void => {
  if (cursor.accept('generated')) {
    if (!cursor.accept('always')) cursor.expect('by', 'default')
  }
  cursor.expect('as')
  if (cursor.accept('identity')) {
    draft.identity = true
    if (cursor.symbol() === '(') cursor.group()
    return
  }
  cursor.group()
  draft.generated = cursor.accept('stored') ? 'stored' : 'virtual'
  cursor.accept('virtual')
}

/** Behind `references`. */
export const reference = (cursor: Cursor): ReferenceFacts => {
  const table = cursor.objectName()
  const columns = cursor.symbol() === '(' ? columnList(cursor) : []
  for (;;) {
    if (cursor.accept('match')) cursor.skip()
    else if (cursor.accept('on', 'delete') || cursor.accept('on', 'update')) {
      if (!cursor.accept('no', 'action') && cursor.acceptOne('cascade', 'restrict') === '') {
        cursor.expect('set')
        cursor.skip()
        if (cursor.symbol() === '(') cursor.group()
      }
    } else if (!deferral(cursor)) return { table, columns }
  }
}

export const deferral = (cursor: Cursor): boolean =>
  cursor.accept('deferrable') ||
  cursor.accept('not', 'deferrable') ||
  cursor.accept('initially', 'deferred') ||
  cursor.accept('initially', 'immediate')
