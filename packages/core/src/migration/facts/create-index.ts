import type { CreateIndex } from '../../contracts/statement-facts.ts'
import type { Cursor } from './cursor.ts'
import { indexKeys } from './names-in.ts'

/** Behind `create [unique] index`. */
export const createIndex = (cursor: Cursor, unique: boolean): CreateIndex => {
  const concurrently = cursor.accept('concurrently')
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const index = cursor.word() === 'on' ? undefined : cursor.objectName()
  cursor.expect('on')
  cursor.accept('only')
  const table = cursor.objectName()
  const method = cursor.accept('using') ? cursor.name().key : undefined
  const keys = indexKeys(cursor)
  return {
    kind: 'create-index',
    ...(index === undefined ? {} : { index }),
    table,
    ...keys,
    unique,
    concurrently,
    ifNotExists,
    ...(method === undefined ? {} : { method }),
    partial: cursor.has('where'),
  }
}
