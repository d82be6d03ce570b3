import type { ColumnName } from '../../contracts/statement-facts.ts'
import type { Cursor } from './cursor.ts'
import { columnList } from './names-in.ts'

export interface SetList {
  /** The columns on the left of `=`. */
  readonly columns: readonly ColumnName[]
  /** A value is made of what the same statement sets, so that a second run gives another. */
  readonly readsWhatItSets: boolean
}

interface Part {
  readonly columns: readonly ColumnName[]
  readonly value: Cursor
}

/** What `update` sets; the cursor is behind it then. `names`: what the table is called in the statement. */
export const setList = (cursor: Cursor, names: ReadonlySet<string>): SetList => {
  const parts: Part[] = []
  do {
    const columns = cursor.symbol() === '(' ? columnList(cursor) : [cursor.name()]
    const start = cursor.position
    while (!cursor.atEnd && cursor.symbol() !== ',' && !endsSet(cursor)) cursor.skip()
    parts.push({ columns, value: cursor.since(start) })
  } while (cursor.acceptSymbol(','))
  const columns = parts.flatMap((part) => part.columns)
  const set = new Set(columns.map(({ key }) => key))
  return { columns, readsWhatItSets: parts.some((part) => changesAgain(part, set, names)) }
}

const setEnds = new Set(['where', 'from', 'returning', 'order', 'limit'])

const endsSet = (cursor: Cursor): boolean => setEnds.has(cursor.word()) && !isComparison(cursor)

/** `is distinct from`, which names no table. */
export const isComparison = (cursor: Cursor): boolean =>
  cursor.word() === 'from' && cursor.word(-1) === 'distinct'

/** Functions that leave what they gave as it is, whichever argument it is. */
const steady = new Set(['coalesce', 'lower', 'upper', 'trim', 'ltrim', 'rtrim', 'abs', 'greatest', 'least'])

const changesAgain = (
  { columns, value }: Part,
  set: ReadonlySet<string>,
  names: ReadonlySet<string>,
): boolean => {
  const read = [...columnsRead(value.since(value.position, true), names)].filter((key) => set.has(key))
  if (read.length === 0) return false
  const isOwn = columns.length === 1 && read.every((key) => key === columns[0]!.key)
  return !isOwn || !isSteady(value)
}

/** Whether the value is a column as it is, or one function that has it as an argument. */
const isSteady = (value: Cursor): boolean => {
  value.acceptSymbol('=')
  if (!steady.has(value.word()) || value.symbol(1) !== '(') return isNameAlone(value)
  value.position += 1
  const items = value.group().items()
  return value.atEnd && items.every((item) => isNameAlone(item) || isConstant(item))
}

const isNameAlone = (cursor: Cursor): boolean => {
  const ahead = cursor.since(cursor.position, true)
  if (!ahead.isName) return false
  ahead.objectName()
  return ahead.atEnd
}

const isConstant = (cursor: Cursor): boolean => columnsRead(cursor, new Set()).size === 0

/** Keys of the columns of the table that is changed. In a query within, those alone that say whose they are. */
const columnsRead = (cursor: Cursor, names: ReadonlySet<string>, inQuery = false): ReadonlySet<string> => {
  const keys = new Set<string>()
  while (!cursor.atEnd) {
    if (cursor.symbol() === '(') {
      const inner = cursor.group()
      const isQuery = ['select', 'with', 'values', 'from', 'table'].includes(inner.word())
      for (const key of columnsRead(inner, names, inQuery || isQuery)) keys.add(key)
    } else if (!cursor.isName) cursor.position += 1
    else {
      let owner: ColumnName | undefined
      let last = cursor.name()
      while (cursor.symbol() === '.') {
        cursor.position += 1
        if (!cursor.isName) break
        owner = last
        last = cursor.name()
      }
      const isValue = last.written.startsWith("'") || cursor.symbol() === '('
      if (!isValue && (owner === undefined ? !inQuery : names.has(owner.key))) keys.add(last.key)
    }
  }
  return keys
}
