import type {
  ChangeRows,
  ColumnName,
  CopyRows,
  ObjectName,
  Truncate,
} from '../../contracts/statement-facts.ts'
import { Unclear, type Cursor } from './cursor.ts'
import { columnList, objectNames } from './names-in.ts'
import { isComparison, setList } from './set-list.ts'

const conflictWords = ['rollback', 'abort', 'replace', 'fail', 'ignore'] as const

/** A change of rows, if one begins here. */
export const changeRows = (cursor: Cursor): ChangeRows | undefined => {
  if (cursor.accept('insert')) return insert(cursor, 'insert')
  if (cursor.accept('replace')) return insert(cursor, 'replace')
  if (cursor.accept('update')) return update(cursor)
  if (cursor.accept('delete')) return remove(cursor)
  if (!cursor.accept('merge')) return undefined
  cursor.accept('into')
  cursor.accept('only')
  return changed('merge', cursor.objectName(), [], cursor)
}

const insert = (cursor: Cursor, kind: 'insert' | 'replace'): ChangeRows => {
  const onConflict = cursor.accept('or') && cursor.acceptOne(...conflictWords) !== ''
  cursor.expect('into')
  const table = cursor.objectName()
  const alias = cursor.accept('as') ? [cursor.name().key] : []
  // A query may stand in parentheses too.
  const listed = cursor.symbol() === '(' && !['select', 'with', 'values', 'from'].includes(cursor.word(1))
  const columns = listed ? columnList(cursor) : []
  const query = cursor.has('select', 'with', 'from', 'table') || cursor.symbol() === '('
  const facts = changed(kind, table, columns, cursor)
  return {
    ...facts,
    query,
    onConflict: kind === 'replace' || onConflict || cursor.hasInside('on', 'conflict'),
    readsWhatItSets: setOnConflict(cursor, new Set([table.key, ...alias])),
  }
}

/** Whether `do update set` makes a value of what it sets in the row that is there. */
const setOnConflict = (cursor: Cursor, names: ReadonlySet<string>): boolean => {
  if (!cursor.hasInside('do', 'update', 'set')) return false
  const ahead = cursor.ahead()
  while (!ahead.atEnd) {
    if (ahead.accept('do', 'update', 'set')) return setList(ahead, names).readsWhatItSets
    ahead.skip()
  }
  return false
}

const update = (cursor: Cursor): ChangeRows => {
  if (cursor.accept('or')) cursor.acceptOne(...conflictWords)
  cursor.accept('only')
  const table = cursor.objectName()
  cursor.acceptSymbol('*')
  cursor.accept('as')
  // Before SET and behind the table stands its other name, or a word of the engine that is no name of a table.
  const alias = cursor.isName && cursor.word() !== 'set' ? [cursor.name().key] : []
  while (!cursor.atEnd && cursor.word() !== 'set') cursor.skip()
  cursor.expect('set')
  const { columns, readsWhatItSets } = setList(cursor, new Set([table.key, ...alias]))
  return { ...changed('update', table, columns, cursor), readsWhatItSets }
}

const remove = (cursor: Cursor): ChangeRows => {
  cursor.expect('from')
  cursor.accept('only')
  const table = cursor.objectName()
  return changed('delete', table, [], cursor)
}

const changed = (
  kind: ChangeRows['kind'],
  table: ObjectName,
  columns: readonly ColumnName[],
  cursor: Cursor,
): ChangeRows => ({
  kind,
  table,
  columns,
  where: cursor.has('where'),
  limit: cursor.hasInside('limit') || cursor.hasInside('fetch'),
  ordered: cursor.hasInside('order', 'by'),
  query: false,
  onConflict: false,
  readsWhatItSets: false,
  from: tablesRead(cursor),
})

/** The names behind `from` and `join` from here on. */
const tablesRead = (cursor: Cursor): readonly ObjectName[] => {
  const names: ObjectName[] = []
  const start = cursor.position
  for (; !cursor.atEnd; cursor.position += 1) {
    const here = cursor.position
    if (isComparison(cursor) || (!cursor.accept('from') && !cursor.accept('join'))) continue
    if (cursor.isName && cursor.word() !== 'select') names.push(cursor.objectName())
    cursor.position = here
  }
  cursor.position = start
  return names
}

/** Behind `truncate`. */
export const truncate = (cursor: Cursor): Truncate => {
  cursor.accept('table')
  cursor.accept('only')
  const tables = objectNames(cursor)
  return { kind: 'truncate', tables, cascade: cursor.has('cascade') }
}

/** Behind `copy`. */
export const copy = (cursor: Cursor): CopyRows => {
  if (cursor.symbol() === '(') {
    // A change of rows that gives back what it changed is a query too.
    if (['insert', 'update', 'delete', 'merge'].some((word) => cursor.hasInside(word))) throw new Unclear()
    return { kind: 'copy', direction: 'out' }
  }
  if (cursor.word() === 'from') throw new Unclear()
  const table = cursor.objectName()
  if (cursor.symbol() === '(') columnList(cursor)
  if (cursor.accept('to')) return { kind: 'copy', table, direction: 'out' }
  cursor.expect('from')
  return { kind: 'copy', table, direction: 'in' }
}
