import type { AlterTable, ColumnName, TableAction } from '../../contracts/statement-facts.ts'
import { columnDefinition } from './column-definition.ts'
import type { Cursor } from './cursor.ts'
import { requireNothingElse, tidy } from './names-in.ts'
import { beginsConstraint, tableConstraint } from './table-constraint.ts'

/** Behind `alter table`. */
export const alterTable = (cursor: Cursor): AlterTable => {
  const ifExists = cursor.accept('if', 'exists')
  cursor.accept('only')
  const table = cursor.objectName()
  cursor.acceptSymbol('*')
  return { kind: 'alter-table', table, ifExists, actions: cursor.items().map(action) }
}

const action = (cursor: Cursor): TableAction => {
  const start = cursor.position
  if (cursor.accept('add')) return add(cursor)
  if (cursor.accept('drop')) return drop(cursor)
  if (cursor.accept('rename')) return rename(cursor)
  if (cursor.accept('alter', 'constraint')) return { kind: 'alter-constraint', name: ended(cursor) }
  if (cursor.accept('alter')) return alterColumn(cursor, start)
  if (cursor.accept('validate', 'constraint')) return { kind: 'validate-constraint', name: cursor.name() }
  if (cursor.accept('set', 'schema')) return { kind: 'set-schema', schema: cursor.name().name }
  const partition = cursor.acceptOne('attach', 'detach')
  if (partition !== '') {
    cursor.expect('partition')
    const name = cursor.objectName()
    const concurrently = cursor.has('concurrently')
    return { kind: `${partition as 'attach' | 'detach'}-partition`, partition: name, concurrently }
  }
  return other(cursor, start)
}

const other = (cursor: Cursor, start: number): TableAction => {
  cursor.rest()
  return { kind: 'other', text: tidy(cursor.textFrom(start)) }
}

/** The name, with whatever comes behind it. */
const ended = (cursor: Cursor): ColumnName => {
  const name = cursor.name()
  cursor.rest()
  return name
}

const add = (cursor: Cursor): TableAction => {
  if (beginsConstraint(cursor)) return { kind: 'add-constraint', constraint: tableConstraint(cursor) }
  const start = cursor.position
  cursor.accept('column')
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  // A field of a structure, which is no column.
  if (cursor.symbol(1) === '.') return other(cursor, start)
  return { kind: 'add-column', column: columnDefinition(cursor), ifNotExists }
}

const drop = (cursor: Cursor): TableAction => {
  const start = cursor.position
  const isConstraint = cursor.accept('constraint')
  if (!isConstraint) cursor.accept('column')
  const ifExists = cursor.accept('if', 'exists')
  if (cursor.symbol(1) === '.') return other(cursor, start)
  const name = cursor.name()
  const cascade = cursor.has('cascade')
  requireNothingElse(cursor, 'cascade', 'restrict')
  return isConstraint
    ? { kind: 'drop-constraint', name, ifExists, cascade }
    : { kind: 'drop-column', column: name, ifExists, cascade }
}

const rename = (cursor: Cursor): TableAction => {
  const start = cursor.position
  if (cursor.accept('to')) return { kind: 'rename-table', to: cursor.objectName() }
  if (cursor.accept('constraint')) return { kind: 'rename-constraint', name: ended(cursor) }
  cursor.accept('column')
  if (cursor.symbol(1) === '.') return other(cursor, start)
  const column = cursor.name()
  cursor.expect('to')
  const to = cursor.name()
  cursor.expectEnd()
  return { kind: 'rename-column', column, to }
}

const using = new Set(['using'])

const alterColumn = (cursor: Cursor, start: number): TableAction => {
  cursor.accept('column')
  if (cursor.symbol(1) === '.') return other(cursor, start)
  const column = cursor.name()
  if (cursor.accept('set', 'data', 'type') || cursor.accept('set', 'type') || cursor.accept('type')) {
    const typeStart = cursor.position
    cursor.skipUntil(using)
    const type = tidy(cursor.textFrom(typeStart))
    return cursor.accept('using')
      ? { kind: 'set-type', column, type, using: cursor.rest() }
      : { kind: 'set-type', column, type }
  }
  if (cursor.accept('set', 'default')) return { kind: 'set-default', column, default: cursor.rest() }
  const kind = cursor.accept('drop', 'default')
    ? 'drop-default'
    : cursor.accept('set', 'not', 'null')
      ? 'set-not-null'
      : cursor.accept('drop', 'not', 'null')
        ? 'drop-not-null'
        : undefined
  if (kind !== undefined) return { kind, column }
  if (cursor.accept('add', 'generated')) return { kind: 'add-identity', column }
  if (cursor.accept('drop', 'expression')) return { kind: 'drop-expression', column }
  return other(cursor, start)
}
