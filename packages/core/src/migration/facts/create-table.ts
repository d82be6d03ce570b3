import type { ColumnFacts, ConstraintFacts, CreateTable } from '../../contracts/statement-facts.ts'
import { columnDefinition } from './column-definition.ts'
import type { Cursor } from './cursor.ts'
import { tidy } from './names-in.ts'
import { beginsConstraint, tableConstraint } from './table-constraint.ts'

/** Behind `create [temporary] table`. */
export const createTable = (
  cursor: Cursor,
  how: Pick<CreateTable, 'orReplace' | 'temporary'>,
): CreateTable => {
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const table = cursor.objectName()
  const columns: ColumnFacts[] = []
  const constraints: ConstraintFacts[] = []
  if (cursor.symbol() === '(') {
    for (const item of cursor.group().items()) {
      if (beginsConstraint(item)) constraints.push(tableConstraint(item))
      // Columns of another table, which are not known here.
      else if (item.word() !== 'like') columns.push(columnDefinition(item))
    }
  }
  const start = cursor.position
  while (!cursor.atEnd && cursor.word() !== 'as') cursor.skip()
  const options = tidy(cursor.textFrom(start))
  return {
    kind: 'create-table',
    table,
    columns,
    constraints,
    ifNotExists,
    ...how,
    as: cursor.accept('as'),
    options,
  }
}

/** Behind `create virtual table`. */
export const createVirtualTable = (cursor: Cursor): CreateTable => {
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const table = cursor.objectName()
  cursor.expect('using')
  const module = cursor.name().key
  const options = tidy(cursor.rest())
  return {
    kind: 'create-table',
    table,
    columns: [],
    constraints: [],
    ifNotExists,
    orReplace: false,
    temporary: false,
    as: false,
    module,
    options,
  }
}
