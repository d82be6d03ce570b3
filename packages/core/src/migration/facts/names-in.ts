import type { ColumnName, ObjectName } from '../../contracts/statement-facts.ts'
import { Unclear, type Cursor } from './cursor.ts'

/** `(a, b)`: columns. What is behind a name, an order or an operator class, is passed over. */
export const columnList = (cursor: Cursor): readonly ColumnName[] =>
  cursor
    .group()
    .items()
    .map((item) => item.name())

/** The keys of an index: columns, and whether there are expressions beside them. */
export const indexKeys = (cursor: Cursor): { columns: readonly ColumnName[]; expressions: boolean } => {
  const columns: ColumnName[] = []
  let expressions = false
  for (const item of cursor.group().items()) {
    if (item.isName && item.symbol(1) !== '(' && item.symbol(1) !== '.') columns.push(item.name())
    else expressions = true
  }
  return { columns, expressions }
}

/** `a, b.c`: objects, up to a word that is none of them. */
export const objectNames = (cursor: Cursor): readonly ObjectName[] => {
  const names: ObjectName[] = []
  do {
    names.push(cursor.objectName())
    // The types of a function's arguments.
    if (cursor.symbol() === '(') cursor.group()
    cursor.acceptSymbol('*')
  } while (cursor.acceptSymbol(','))
  return names
}

/** `on table` from here on, outside of parentheses. */
export const tableBehindOn = (cursor: Cursor): ObjectName | undefined => {
  while (!cursor.atEnd) {
    if (cursor.accept('on')) return cursor.isName ? cursor.objectName() : undefined
    cursor.skip()
  }
  return undefined
}

/** In lower case, each white space one blank: two spellings of one type are equal. */
export const tidy = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([(),]) ?/g, '$1')
    .replaceAll(',', ', ')
    .replaceAll(/\)(?=\w)/g, ') ')

export const requireNothingElse = (cursor: Cursor, ...words: readonly string[]): void => {
  while (!cursor.atEnd) if (cursor.acceptOne(...words) === '') throw new Unclear()
}
