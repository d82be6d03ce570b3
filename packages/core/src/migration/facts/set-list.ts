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
  const read = [...columnsRead(value.ahead(), names)].filter((key) => set.has(key))
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
  const ahead = cursor.ahead()
  if (!ahead.isName) return false
  ahead.objectName()
  return ahead.atEnd
}

const isConstant = (cursor: Cursor): boolean => columnsRead(cursor, new Set()).size === 0

/** Words behind which the name of a type comes. */
const beforeType = new Set(['as', 'collate'])

/**
 * Keys of the columns of the table that is changed. In a query within, those alone that say whose they are. Goes over the tokens once, however deep the parentheses are.
 */
const columnsRead = (cursor: Cursor, names: ReadonlySet<string>): ReadonlySet<string> => {
  const keys = new Set<string>()
  const inQuery: boolean[] = []
  while (!cursor.atEnd) {
    const symbol = cursor.symbol()
    const isOfType = cursor.symbol(-1) === ':' || beforeType.has(cursor.word(-1))
    if (!cursor.isName) {
      if (symbol === '(') inQuery.push(queries.has(cursor.word(1)) || (inQuery.at(-1) ?? false))
      else if (symbol === ')') inQuery.pop()
      cursor.position += 1
      continue
    }
    const { owner, last } = path(cursor)
    const isValue = isOfType || last.written.startsWith("'") || cursor.symbol() === '('
    if (!isValue && (owner === undefined ? inQuery.at(-1) !== true : names.has(owner.key))) keys.add(last.key)
  }
  return keys
}

const queries = new Set(['select', 'with', 'values', 'from', 'table'])

/** A name with what stands before its dot; a star behind it is passed over as what follows. */
const path = (cursor: Cursor): { readonly owner?: ColumnName; readonly last: ColumnName } => {
  let owner: ColumnName | undefined
  let last = cursor.name()
  while (cursor.symbol() === '.') {
    cursor.position += 1
    if (!cursor.isName) break
    owner = last
    last = cursor.name()
  }
  return owner === undefined ? { last } : { owner, last }
}
