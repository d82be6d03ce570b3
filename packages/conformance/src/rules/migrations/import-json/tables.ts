import { bigint, decimal, defineTable, integer, json, real, text } from '@holdfast/core'
import { into, type JsonMapping } from '@holdfast/core/import-json'
import type { Column, Table } from '@holdfast/core'

type Settings = Table<
  {
    readonly profile: Column<string, 'text' | 'key' | 'optional'>
    readonly theme: Column<string, 'text'>
    readonly zoom: Column<number, never>
  },
  'profile'
>

/** A row for the settings of one profile. */
export const settingsTable = (name: string): Settings =>
  defineTable(name, { profile: text().primaryKey(), theme: text(), zoom: real() })

interface SettingsValue {
  readonly theme: string
  readonly zoom: number
}

/** `<profile>/settings.json` and back. */
export const intoSettings = (table: Settings, prefix = ''): JsonMapping =>
  into(table, {
    rows: ({ theme, zoom }: SettingsValue, { matched }) => ({
      profile: `${prefix}${matched[0]}`,
      theme,
      zoom,
    }),
    back: (rows) => ({ theme: rows[0]?.theme, zoom: rows[0]?.zoom }),
  })

type Things = Table<
  {
    readonly id: Column<string, 'text' | 'key' | 'optional'>
    readonly label: Column<string | null, 'text' | 'optional'>
    readonly count: Column<number | null, 'optional'>
    readonly big: Column<bigint | null, 'optional'>
    readonly share: Column<number | null, 'optional'>
    readonly price: Column<string | null, 'decimal' | 'optional'>
    readonly more: Column<unknown, 'json' | 'optional'>
  },
  'id'
>

/** A table with a column of most kinds, which the default mapping fills. */
export const thingsTable = (name: string): Things =>
  defineTable(name, {
    id: text().primaryKey(),
    label: text().nullable(),
    count: integer().nullable(),
    big: bigint().nullable(),
    share: real().nullable(),
    price: decimal(18, 6).nullable(),
    more: json().nullable(),
  })
