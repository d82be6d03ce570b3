import type { AlterObject, DropObjects, StatementChange } from '../../contracts/statement-facts.ts'
import { alterTable } from './alter-table.ts'
import { Unclear, type Cursor } from './cursor.ts'
import { objectNames } from './names-in.ts'
import { objectKind } from './object-kind.ts'

/** Behind `alter`. */
export const alter = (cursor: Cursor): StatementChange => {
  if (cursor.accept('table')) {
    if (cursor.word() === 'all' && cursor.word(1) === 'in') throw new Unclear()
    return alterTable(cursor)
  }
  if (cursor.accept('default', 'privileges')) return { kind: 'grant' }
  const object = cursor.accept('system') ? 'system' : objectKind(cursor)
  cursor.accept('if', 'exists')
  const named: Pick<AlterObject, 'name'> =
    cursor.isName && object !== 'system' ? { name: cursor.objectName() } : {}
  const words: string[] = []
  for (; !cursor.atEnd; cursor.skip()) if (cursor.word() !== '') words.push(cursor.word())
  return { kind: 'alter', object, ...named, words: words.join(' ') }
}

/** Behind `drop`. */
export const drop = (cursor: Cursor): DropObjects => {
  const object = objectKind(cursor)
  const concurrently = cursor.accept('concurrently')
  const ifExists = cursor.accept('if', 'exists')
  const names = object === 'cast' ? [] : objectNames(cursor)
  return { kind: 'drop', object, names, ifExists, cascade: cursor.has('cascade'), concurrently }
}
