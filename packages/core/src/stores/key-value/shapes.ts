import type { Dialect, SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { KeyedTable, type Given, type KeyedUpsert } from '../keyed/keyed-table.ts'
import { tableName } from './table.ts'

const value: SourceColumn = { name: 'new_value', type: 'text' }
const num: SourceColumn = { name: 'new_num', type: 'bigint' }
const version: SourceColumn = { name: 'new_version', type: 'text' }
const ttl: SourceColumn = { name: 'new_ttl', type: 'bigint' }
const expected: SourceColumn = { name: 'expected', type: 'text' }

/** The statements of the keyed operations of one store. Built once a store; see `Shape` for the order of parameters. */
export interface Shapes {
  readonly get: Shape
  readonly entry: Shape
  readonly set: Shape
  readonly setIfAbsent: Shape
  readonly setIfVersion: Shape
  readonly replaceIfVersion: Shape
  readonly increment: Shape
  readonly touch: Shape
  readonly delete: Shape
  readonly deleteIfVersion: Shape
}

/** Beyond this a double cannot count by one. */
const largest = Number.MAX_SAFE_INTEGER

const isGone = 't.expires_at <= excluded.updated_at'
const replace =
  'value = excluded.value, num = excluded.num, version = excluded.version, updated_at = excluded.updated_at, expires_at = excluded.expires_at'
const created = `created_at = case when ${isGone} then excluded.created_at else t.created_at end`

const keyValueShapes = (dialect: Dialect, space: KeySpace, lane: string): Shapes => {
  const table = new KeyedTable(dialect, space, lane, tableName)
  const { now } = table
  const isLive = `(t.expires_at is null or t.expires_at > ${now})`
  const isExpected = (given: Given): string => `t.version = ${given(expected)}`
  const row =
    (text: (given: Given) => string): KeyedUpsert['row'] =>
    (given) => ({
      value: text(given),
      num: given(num),
      version: given(version),
      created_at: now,
      updated_at: now,
      expires_at: `${now} + ${given(ttl)}`,
    })
  const written = { given: [value, num, version, ttl], row: row((given) => given(value)) }
  const change = (given: Given): Record<string, string> => ({
    value: given(value),
    num: given(num),
    version: given(version),
    updated_at: now,
  })
  // An embedded engine answers with the expiry itself, because not every one takes a parameter in `returning`.
  const isServer = dialect.time === 'server'
  const removed = {
    returning: ['null', isServer ? `case when expires_at <= ${now} then 0 end` : 'expires_at'],
    timed: isServer,
  }
  const whenAdded = (gone: string, added: string, refused: string): string =>
    `case when ${isGone} then ${gone} when t.num + excluded.num between -${largest} and ${largest} then ${added} else ${refused} end`
  return {
    get: table.read('GET', ['value', 'expires_at'], 'expires_at'),
    entry: table.read('ENTRY', ['value', 'expires_at', 'version', 'created_at', 'updated_at'], 'expires_at'),
    set: table.upsert('SET', { ...written, update: `${replace}, ${created}` }),
    setIfAbsent: table.upsert('SET-IF-ABSENT', {
      ...written,
      update: `${replace}, created_at = excluded.created_at`,
      when: isGone,
      returning: [],
    }),
    setIfVersion: table.update('SET-IF-VERSION', {
      given: [value, num, version, ttl, expected],
      set: (given) => ({ ...change(given), expires_at: `${now} + ${given(ttl)}` }),
      condition: (given) => `${isExpected(given)} and ${isLive}`,
    }),
    replaceIfVersion: table.update('REPLACE-IF-VERSION', {
      given: [value, num, version, expected],
      set: change,
      condition: (given) => `${isExpected(given)} and ${isLive}`,
    }),
    // A sum out of range leaves the row as it is and says so by its version, in the order of the calls.
    increment: table.upsert('INCREMENT', {
      given: [num, version, ttl],
      row: row((given) => `cast(${given(num)} as text)`),
      update:
        `num = ${whenAdded('excluded.num', 't.num + excluded.num', 't.num')}, ` +
        `value = ${whenAdded('excluded.value', 'cast(t.num + excluded.num as text)', 't.value')}, ` +
        `version = ${whenAdded('excluded.version', 'excluded.version', 't.version')}, ` +
        `updated_at = ${whenAdded('excluded.updated_at', 'excluded.updated_at', 't.updated_at')}, ` +
        `${created}, expires_at = case when ${isGone} then excluded.expires_at else t.expires_at end`,
      returning: ['num', 'version'],
    }),
    touch: table.update('TOUCH', {
      given: [ttl],
      set: (given) => ({ expires_at: `${now} + ${given(ttl)}` }),
      condition: () => isLive,
    }),
    delete: table.remove('DELETE', removed),
    deleteIfVersion: table.remove('DELETE-IF-VERSION', {
      ...removed,
      given: [expected],
      condition: isExpected,
    }),
  }
}

export const shapesOf: StoreShapes<Shapes> = builtOnce(keyValueShapes)
