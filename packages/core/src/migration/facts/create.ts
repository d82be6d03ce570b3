import type { CreateObject, StatementChange } from '../../contracts/statement-facts.ts'
import { createIndex } from './create-index.ts'
import { createTable, createVirtualTable } from './create-table.ts'
import type { Cursor } from './cursor.ts'
import { tableBehindOn } from './names-in.ts'
import { objectKind } from './object-kind.ts'

const belongToTables = new Set(['trigger', 'constraint trigger', 'policy', 'rule'])

/** Behind `create`. */
export const create = (cursor: Cursor): StatementChange => {
  const orReplace = cursor.accept('or', 'replace')
  cursor.acceptOne('global', 'local')
  const temporary = cursor.acceptOne('temporary', 'temp') !== ''
  cursor.acceptOne('unlogged', 'recursive', 'persistent', 'trusted')
  if (cursor.accept('table')) return createTable(cursor, { orReplace, temporary })
  if (cursor.accept('virtual', 'table')) return createVirtualTable(cursor)
  if (cursor.accept('unique', 'index')) return createIndex(cursor, true)
  if (cursor.accept('index')) return createIndex(cursor, false)
  const object = objectKind(cursor)
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const named = cursor.isName && cursor.word() !== 'on' && cursor.word() !== 'as'
  const made: CreateObject = {
    kind: 'create',
    object,
    ...(named ? { name: cursor.objectName() } : {}),
    orReplace,
    ifNotExists,
    temporary,
  }
  const table = belongToTables.has(object) ? tableOf(object, cursor) : undefined
  return table === undefined ? made : { ...made, table }
}

/** A rule says `on event to table`, the others `on table`. */
const tableOf = (object: string, cursor: Cursor): CreateObject['table'] => {
  if (object !== 'rule') return tableBehindOn(cursor)
  while (!cursor.atEnd && !cursor.accept('to')) cursor.skip()
  return cursor.isName ? cursor.objectName() : undefined
}
