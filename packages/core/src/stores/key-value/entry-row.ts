import type { Entry } from '../../contracts/key-value.ts'
import type { DriverCell } from '../../database/statement.ts'
import { decodeJson } from '../../door/json.ts'
import { decodeKey } from '../../door/key.ts'
import type { KeySpace } from '../keyed/key-space.ts'

export type Row = readonly DriverCell[]

/** A row of `ENTRY`: key, value, expires_at, version, created_at, updated_at. */
export const entryOf = <V>(row: Row, space: KeySpace): Entry<V> => {
  const expiresAt = row[2]
  const entry = {
    key: decodeKey(space.unbind(row[0] as string)),
    value: decodeJson(row[1] as string) as V,
    version: row[3] as string,
    createdAt: new Date(Number(row[4])),
    updatedAt: new Date(Number(row[5])),
  }
  return expiresAt === null || expiresAt === undefined
    ? entry
    : { ...entry, expiresAt: new Date(Number(expiresAt)) }
}
