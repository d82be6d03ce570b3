import type { ConstraintFacts } from '../../contracts/statement-facts.ts'
import { deferral, reference } from './column-definition.ts'
import { Unclear, type Cursor } from './cursor.ts'
import { columnList, indexKeys } from './names-in.ts'

const beginnings = new Set(['constraint', 'primary', 'unique', 'foreign', 'check', 'exclude'])

/** Whether a constraint of the table begins here, and no column. */
export const beginsConstraint = (cursor: Cursor): boolean =>
  beginnings.has(cursor.word()) || (cursor.word() === 'not' && cursor.word(1) === 'null')

type Draft = { -readonly [Key in keyof ConstraintFacts]: ConstraintFacts[Key] }

/** `[constraint name] kind …`, to the end of the cursor. */
export const tableConstraint = (cursor: Cursor): ConstraintFacts => {
  const name = cursor.accept('constraint') ? cursor.name() : undefined
  const draft: Draft = { ...body(cursor), ...(name === undefined ? {} : { name }) }
  while (!cursor.atEnd) trailing(cursor, draft)
  return draft
}

const plain = { columns: [], notValid: false, usingIndex: false } as const

const body = (cursor: Cursor): ConstraintFacts => {
  if (cursor.accept('primary', 'key')) return key(cursor, 'primary-key')
  if (cursor.accept('unique')) {
    cursor.accept('nulls', 'not', 'distinct')
    cursor.accept('nulls', 'distinct')
    return key(cursor, 'unique')
  }
  if (cursor.accept('foreign', 'key')) {
    const columns = columnList(cursor)
    cursor.expect('references')
    return { ...plain, kind: 'foreign-key', columns, references: reference(cursor) }
  }
  if (cursor.accept('check')) return { ...plain, kind: 'check', expression: cursor.group().rest() }
  if (cursor.accept('not', 'null')) return { ...plain, kind: 'not-null', columns: [cursor.name()] }
  cursor.expect('exclude')
  if (cursor.accept('using')) cursor.name()
  return { ...plain, kind: 'exclude', columns: indexKeys(cursor).columns }
}

const key = (cursor: Cursor, kind: 'primary-key' | 'unique'): ConstraintFacts => {
  if (!cursor.accept('using', 'index')) return { ...plain, kind, columns: columnList(cursor) }
  cursor.name()
  return { ...plain, kind, usingIndex: true }
}

const trailing = (cursor: Cursor, draft: Draft): void => {
  if (cursor.accept('not', 'valid')) draft.notValid = true
  else if (cursor.accept('include') || cursor.accept('with') || cursor.accept('where')) cursor.group()
  else if (cursor.accept('using', 'index', 'tablespace') || cursor.accept('on', 'conflict')) cursor.skip()
  else if (
    !cursor.accept('no', 'inherit') &&
    !cursor.accept('not', 'enforced') &&
    !cursor.accept('enforced') &&
    !deferral(cursor)
  )
    throw new Unclear()
}
