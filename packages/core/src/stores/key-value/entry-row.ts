import type { Entry } from '../../contracts/key-value.ts'
import type { DriverCell } from '../../database/statement.ts'
import { decodeJson } from '../../door/json.ts'
import { decodeKey } from '../../door/key.ts'
import type { KeySpace } from '../key-space.ts'

export type Row = readonly DriverCell[]

/** A row of `ENTRY`: key, value, expires_at, version, created_at, updated_at. */
export const entryOf = <V>(row: Row, space: KeySpace): Entry<V> => {
  const [key, value, expiresAt, version, createdAt, updatedAt] = row
  const entry = {
    key: decodeKey(space.unbind(key as string)),
    value: decodeJson(value as string) as V,
    version: version as string,
    createdAt: new Date(Number(createdAt)),
    updatedAt: new Date(Number(updatedAt)),
  }
  return expiresAt === null || expiresAt === undefined
    ? entry
    : { ...entry, expiresAt: new Date(Number(expiresAt)) }
}
