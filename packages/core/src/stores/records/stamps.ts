import type { ColumnSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { filledIn, type CheckedRow, type FilledIn } from '../../door/new-row.ts'
import { uuidV7 } from '../../door/uuid.ts'
import type { StatementText } from '../../tables/statement-text.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import type { RecordsTable } from './records-table.ts'

/** Stands for the server's own time, which is known to the server only. */
export const serverTime: unique symbol = Symbol('server time')
export type Stamped = ColumnValue | typeof serverTime

/** The time of a statement as the value of a timestamp column. */
export const stampNow = ({ executor }: RecordsTable): Date | typeof serverTime => {
  const time = executor.time()
  return time === null ? serverTime : new Date(time)
}

/** Fills in what the library gives a new row, in place. Rows of one call have one time. */
export const stampRow = (table: RecordsTable, row: CheckedRow, now: Date | typeof serverTime): Stamped[] => {
  const stamped: (Stamped | FilledIn)[] = row
  for (let index = 0; index < row.length; index++) {
    const value = row[index]!
    if (typeof value === 'symbol') stamped[index] = stampOf(table, value, now)
  }
  return stamped as Stamped[]
}

const stampOf = ({ executor }: RecordsTable, value: FilledIn, now: Date | typeof serverTime): Stamped => {
  if (value === filledIn.now) return now
  if (value === filledIn.version) return versionStamp(executor)
  return uuidV7(executor.time() ?? Date.now(), executor.random(10))
}

/** Binds a value, or the expression that stands for the server's time. */
export const stampText = (text: StatementText, column: ColumnSchema, value: Stamped): string =>
  value === serverTime ? text.dialect.nowTimestamp(text.bind(null)) : text.value(column, value)

/** Whether every value is known here, so that nothing has to be read back. */
export const isKnown = (row: readonly Stamped[]): row is readonly ColumnValue[] => !row.includes(serverTime)
