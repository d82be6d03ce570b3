/** Our table, as query builders want to know it. */
export interface EntryTable {
  readonly ns: string
  readonly name: string
  readonly key: string
  readonly value: string
  readonly num: number | null
  readonly version: string
  readonly created_at: number
  readonly updated_at: number
  readonly expires_at: number | null
}

export const tableName = 'holdfast_key_value'

let version = 0

/** A row as a set writes it. */
export const entryOf = (store: string, key: string, value: unknown): EntryTable => {
  const now = Date.now()
  return {
    ns: '',
    name: store,
    key,
    value: JSON.stringify(value),
    num: null,
    version: `rival-${version++}`,
    created_at: now,
    updated_at: now,
    expires_at: null,
  }
}

/** The parsed value, unless it has expired. */
export const valueIn = (
  row: { readonly value: string; readonly expires_at: number | string | null } | undefined,
): unknown =>
  row !== undefined && (row.expires_at === null || Number(row.expires_at) > Date.now())
    ? JSON.parse(row.value)
    : undefined
