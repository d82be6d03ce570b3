import { type Cell, HoldfastError, type Row, type Session, sql } from '@holdfast/core'
import type { CellAnswer, StatementAnswer } from './answers.ts'

/** Bounds of one answer: it is drawn as a table that a person reads. */
const mostRows = 200
const mostCharacters = 200_000
const longestCell = 2_000
export const longestStatement = 20_000
export const statementTimeout = 5_000

/**
 * What may begin a statement here. A read-only transaction refuses writes to the database; some engines would still
 * write a file or attach another database in it, and those statements all begin with another word.
 */
const readers =
  /^(?:\s|--[^\n]*\n|\/\*[^*]*\*\/|\()*(?:select|with|values|explain|table|from|describe|show|summarize)\b/i

const clip = (text: string): string => (text.length > longestCell ? `${text.slice(0, longestCell)}…` : text)

const plain = (cell: Cell): unknown =>
  cell instanceof Uint8Array ? `x'${Buffer.from(cell.subarray(0, longestCell)).toString('hex')}'` : cell

const cellAnswer = (cell: Cell): CellAnswer => {
  if (typeof cell === 'string') return clip(cell)
  if (cell instanceof Date) return { kind: 'date', text: cell.toISOString() }
  if (cell instanceof Uint8Array) return { kind: 'bytes', text: clip(String(plain(cell))) }
  if (typeof cell === 'object' && cell !== null)
    return { kind: 'list', text: clip(JSON.stringify(cell.map(plain))) }
  return cell
}

const sizeOf = (cell: CellAnswer): number =>
  typeof cell === 'string' ? cell.length : typeof cell === 'object' && cell !== null ? cell.text.length : 8

/** Thrown to roll back: a function may change settings of the session, and a commit would keep them. */
const enough = new Error('The rows have been read; nothing is kept.')

const readRows = async (tx: Session, text: string): Promise<Omit<StatementAnswer, 'milliseconds'>> => {
  const rows: CellAnswer[][] = []
  let columns: readonly string[] = []
  let characters = 0
  for await (const row of tx.stream<Row>(sql.raw(text), { chunk: mostRows + 1 })) {
    if (rows.length === mostRows || characters > mostCharacters) return { columns, rows, truncated: true }
    columns = Object.keys(row)
    const cells = Object.values(row).map(cellAnswer)
    characters += cells.reduce<number>((sum, cell) => sum + sizeOf(cell), 0)
    rows.push(cells)
  }
  return { columns, rows, truncated: false }
}

/** Runs a visitor's statement in a read-only transaction, reads no more rows than are shown, and rolls back. */
export const runStatement = async (session: Session, text: string): Promise<StatementAnswer> => {
  if (!readers.test(text)) {
    throw new HoldfastError('read-only', 'Cannot run the statement: this panel runs queries only.')
  }
  const begin = performance.now()
  let answer: StatementAnswer | undefined
  const body = async (tx: Session): Promise<never> => {
    const read = await readRows(tx, text)
    answer = { ...read, milliseconds: performance.now() - begin }
    throw enough
  }
  try {
    return await session.transaction(body, { readOnly: true, retries: 0, timeout: statementTimeout })
  } catch (error) {
    if (error === enough && answer !== undefined) return answer
    throw error
  }
}
