import type { DefaultExpression } from '../contracts/column.ts'
import { markExpression } from './column.ts'

/** The time of the statement that inserts the row: `timestamp().default(now)`. */
export const now: DefaultExpression<Date> = markExpression({ expression: 'now' })

/** A new UUID of version 7, whose order is that of time: `uuid().default(newUuid)`. Made by the library; the database has no default. */
export const newUuid: DefaultExpression<string> = markExpression({ expression: 'uuid' })
