import {
  BIGINT,
  DOUBLE,
  DuckDBListType,
  listValue,
  DuckDBTimestampTZValue,
  VARCHAR,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api'
import { HoldfastError, type Bound } from '@holdfast/core'

const texts = new DuckDBListType(VARCHAR)
const integers = new DuckDBListType(BIGINT)
const fractions = new DuckDBListType(DOUBLE)

const least = -(2n ** 63n)
const greatest = 2n ** 63n - 1n

/**
 * An integer for a 64-bit column. Wider ones are refused: DuckDB would compute with 128 bits and fail, or round, only
 * when the value reaches its column.
 */
export const toInt64 = (value: bigint): bigint => {
  if (value >= least && value <= greatest) return value
  throw new HoldfastError('out-of-range', 'Cannot bind an integer that does not fit in 64 bits')
}

export const toTimestamp = (date: Date): DuckDBTimestampTZValue =>
  new DuckDBTimestampTZValue(BigInt(date.getTime()) * 1000n)

/** Binds parameter `position`, counted from 1. */
export const bind = (prepared: DuckDBPreparedStatement, position: number, value: Bound): void => {
  switch (typeof value) {
    case 'string':
      return prepared.bindVarchar(position, value)
    case 'number':
      // −0 and numbers beyond the safe integers exist only as doubles.
      if (Number.isSafeInteger(value) && !Object.is(value, -0))
        return prepared.bindBigInt(position, BigInt(value))
      return prepared.bindDouble(position, value)
    case 'bigint':
      return prepared.bindBigInt(position, toInt64(value))
    case 'boolean':
      return prepared.bindBoolean(position, value)
    default:
      if (value === null) return prepared.bindNull(position)
      if (value instanceof Date) return prepared.bindTimestampTZ(position, toTimestamp(value))
      if (value instanceof Uint8Array) return prepared.bindBlob(position, value)
      return bindList(prepared, position, value)
  }
}

const bindList = (
  prepared: DuckDBPreparedStatement,
  position: number,
  items: readonly (string | number | bigint | null)[],
): void => {
  const kind = items.find((item) => item !== null)
  // A list of nulls says nothing of its type; as text it casts to whatever the statement wants.
  if (kind === undefined || typeof kind === 'string')
    return prepared.bindList(position, listValue(items), texts)
  if (items.some((item) => typeof item === 'number' && !Number.isSafeInteger(item))) {
    return prepared.bindList(
      position,
      listValue(items.map((item) => (item === null ? null : Number(item)))),
      fractions,
    )
  }
  const wide = items.map((item) => (item === null ? null : toInt64(BigInt(item))))
  prepared.bindList(position, listValue(wide), integers)
}
