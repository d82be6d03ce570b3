import type { DuckDBAppender } from '@duckdb/node-api'
import type { Bound } from '@holdfast/core'
import { toInt64, toTimestamp } from './bind.ts'

/** One value, which the appender casts to the type of its column. */
export const appendValue = (appender: DuckDBAppender, value: Bound): void => {
  switch (typeof value) {
    case 'string':
      return appender.appendVarchar(value)
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return appender.appendBigInt(BigInt(value))
      return appender.appendDouble(value)
    case 'bigint':
      return appender.appendBigInt(toInt64(value))
    case 'boolean':
      return appender.appendBoolean(value)
    default:
      if (value === null) return appender.appendNull()
      if (value instanceof Date) return appender.appendTimestampTZ(toTimestamp(value))
      if (value instanceof Uint8Array) return appender.appendBlob(value)
      throw new TypeError('A bulk insert takes no lists')
  }
}
