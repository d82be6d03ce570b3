import type { Failure } from '@holdfast/core'

type Refusal = Pick<Failure, 'code' | 'ends' | 'table' | 'columns'>

/**
 * Which constraint refused a row. The message of a key quotes the values of the row (`"a: 1, b: 2"`), so no name is taken from it: see
 * `keyIn`.
 */
export const constraintFailure = (text: string): Refusal => {
  if (/duplicate key/i.test(text)) return { code: 'duplicate', ends: 'transaction' }
  if (/foreign key/i.test(text)) return { code: 'foreign-key', ends: 'transaction' }
  const missing = /^NOT NULL constraint failed: ([^.]+)\.([^.]+)$/.exec(text)
  if (missing?.[1] !== undefined && missing[2] !== undefined) {
    return { code: 'not-null', ends: 'transaction', table: missing[1], columns: [missing[2]] }
  }
  if (text.startsWith('NOT NULL constraint failed')) return { code: 'not-null', ends: 'transaction' }
  const range = outOfRange.exec(text)?.groups
  if (range !== undefined) {
    const column = range['quoted']?.replaceAll('""', '"') ?? range['plain']
    return {
      code: 'out-of-range',
      ends: 'transaction',
      table: range['table'],
      ...(column === undefined ? {} : { columns: [column] }),
    }
  }
  const checked = /^CHECK constraint failed on table (\S+) with/.exec(text)?.[1]
  if (text.startsWith('CHECK constraint failed'))
    return { code: 'check', ends: 'transaction', table: checked }
  return { code: 'engine', ends: 'transaction' }
}

/**
 * The check of a column's range that core writes. The engine tells the expression of a check and not its name, and no check of a definition is a
 * bare `between`.
 */
const outOfRange =
  /^CHECK constraint failed on table (?<table>[^]+) with expression CHECK\(\((?:"(?<quoted>(?:[^"]|"")+)"|(?<plain>\w+)) BETWEEN -?[\d.e+]+ AND [\d.e+]+\)\)$/
