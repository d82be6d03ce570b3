import type { Dialect, SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import type { Upsert } from '../../database/upsert.ts'
import type { KeySpace } from '../key-space.ts'
import { tableName } from './table.ts'

const key: SourceColumn = { name: 'new_key', type: 'text' }
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

const keyValueShapes = (dialect: Dialect, space: KeySpace, lane: string): Shapes => {
  const table = dialect.table(tableName)
  const at = (position: number): string => dialect.placeholder(position)
  const fixed = space.constants.length
  const now = dialect.now(at(fixed + 1))
  const isLive = `(t.expires_at is null or t.expires_at > ${now})`
  const belongs = space.belongs(at, 't')
  const matches = (column: string, position: number): string =>
    dialect.batch.form === 'arrays' ? dialect.anyOf(column, at(position)) : `${column} = ${at(position)}`

  const shape = (kind: string, text: string, columns: readonly SourceColumn[], timed = true): Shape => ({
    lane,
    id: `${lane} ${kind}`,
    summary: `${kind} ${tableName}`,
    text,
    constants: space.constants,
    timed,
    columns,
  })
  const read = (kind: string, columns: string): Shape => {
    const timed = dialect.time === 'server'
    const position = fixed + (timed ? 2 : 1)
    const select = `select t.${space.key}, ${columns} from ${table} t where ${belongs}`
    const live = timed ? ` and ${isLive}` : ''
    const many = shape(kind, `${select}${matches(`t.${space.key}`, position)}${live}`, [key], timed)
    return { ...many, alone: `${select}t.${space.key} = ${at(position)}${live}` }
  }
  // Rows are locked in key order first: two statements that lock them in different orders deadlock.
  const lock = (position: number): string =>
    dialect.locks === 'rows'
      ? `with locked as materialized (select t.${space.key} as locked_key from ${table} t where ${belongs}${matches(`t.${space.key}`, position)} order by t.${space.key} for update) `
      : ''
  const isLocked = dialect.locks === 'rows' ? ` and t.${space.key} in (select locked_key from locked)` : ''

  // Joined with the new rows only, an engine may read the whole table to find the old ones.
  const isFound = dialect.batch.form === 'arrays' ? ` and ${matches(`t.${space.key}`, fixed + 2)}` : ''

  const source = (columns: readonly SourceColumn[], first = fixed + 2): string =>
    dialect.source(columns, first)
  const constants = space.constants.map((_, index) => `cast(${at(index + 1)} as text)`)
  const insert = (
    kind: string,
    columns: readonly SourceColumn[],
    values: (of: (column: SourceColumn) => string) => readonly string[],
    update: Pick<Upsert, 'update' | 'when' | 'returning'>,
  ): Shape => {
    const row = (of: (column: SourceColumn) => string): readonly string[] => [
      ...constants,
      of(key),
      ...values(of),
      of(version),
      now,
      now,
      `${now} + ${of(ttl)}`,
    ]
    const parameter = (column: SourceColumn): string => at(fixed + 2 + columns.indexOf(column))
    const text = (from: string): string =>
      dialect.upsert({
        table,
        columns: [...space.columns, 'value', 'num', 'version', 'created_at', 'updated_at', 'expires_at'],
        key: space.columns,
        select: row(({ name }) => `u.${name}`),
        source: from,
        ...(dialect.batch.form === 'rows' ? { values: row(parameter) } : {}),
        keys: at(fixed + 2),
        ...update,
      })
    const many = shape(kind, text(source(columns)), columns)
    return dialect.single === undefined ? many : { ...many, alone: text(dialect.single(columns, fixed + 2)) }
  }
  const isGone = 't.expires_at <= excluded.updated_at'
  const replace =
    'value = excluded.value, num = excluded.num, version = excluded.version, updated_at = excluded.updated_at, expires_at = excluded.expires_at'
  const created = `created_at = case when ${isGone} then excluded.created_at else t.created_at end`
  const update = (columns: readonly SourceColumn[], set: string, condition: string): string =>
    `${lock(fixed + 2)}update ${table} as t set ${set} from ${source(columns)} as u ` +
    `where ${belongs}t.${space.key} = u.new_key${isLocked || isFound} and ${condition}${isLive} returning ${space.key}`
  // An embedded engine answers with the expiry itself, because not every one takes a parameter in `returning`.
  const removal = dialect.time === 'server' ? fixed + 2 : fixed + 1
  const remove = (kind: string, columns: readonly SourceColumn[], condition: string): Shape => {
    const expiry = dialect.time === 'server' ? `case when expires_at <= ${now} then 0 end` : 'expires_at'
    const where = `${belongs}${matches(`t.${space.key}`, removal)}${isLocked}${condition}`
    const text = `${lock(removal)}delete from ${table} as t where ${where} returning ${space.key}, null, ${expiry}`
    return shape(kind, text, columns, dialect.time === 'server')
  }

  const written = [key, value, num, version, ttl]
  const newValue = (of: (column: SourceColumn) => string): readonly string[] => [of(value), of(num)]
  const step = (of: (column: SourceColumn) => string): readonly string[] => [
    `cast(${of(num)} as text)`,
    of(num),
  ]
  const whenAdded = (gone: string, added: string, refused: string): string =>
    `case when ${isGone} then ${gone} when t.num + excluded.num between -${largest} and ${largest} then ${added} else ${refused} end`
  return {
    get: read('GET', 't.value, t.expires_at'),
    entry: read('ENTRY', 't.value, t.expires_at, t.version, t.created_at, t.updated_at'),
    set: insert('SET', written, newValue, { update: `${replace}, ${created}` }),
    setIfAbsent: insert('SET-IF-ABSENT', written, newValue, {
      update: `${replace}, created_at = excluded.created_at`,
      when: isGone,
      returning: space.key,
    }),
    setIfVersion: shape(
      'SET-IF-VERSION',
      update(
        [...written, expected],
        `value = u.new_value, num = u.new_num, version = u.new_version, updated_at = ${now}, expires_at = ${now} + u.new_ttl`,
        't.version = u.expected and ',
      ),
      [...written, expected],
    ),
    replaceIfVersion: shape(
      'REPLACE-IF-VERSION',
      update(
        [key, value, num, version, expected],
        `value = u.new_value, num = u.new_num, version = u.new_version, updated_at = ${now}`,
        't.version = u.expected and ',
      ),
      [key, value, num, version, expected],
    ),
    // A sum out of range leaves the row as it is and says so by its version, in the order of the calls.
    increment: insert('INCREMENT', [key, num, version, ttl], step, {
      update:
        `num = ${whenAdded('excluded.num', 't.num + excluded.num', 't.num')}, ` +
        `value = ${whenAdded('excluded.value', 'cast(t.num + excluded.num as text)', 't.value')}, ` +
        `version = ${whenAdded('excluded.version', 'excluded.version', 't.version')}, ` +
        `updated_at = ${whenAdded('excluded.updated_at', 'excluded.updated_at', 't.updated_at')}, ` +
        `${created}, expires_at = case when ${isGone} then excluded.expires_at else t.expires_at end`,
      returning: `${space.key}, num, version`,
    }),
    touch: shape('TOUCH', update([key, ttl], `expires_at = ${now} + u.new_ttl`, ''), [key, ttl]),
    delete: remove('DELETE', [key], ''),
    deleteIfVersion: remove(
      'DELETE-IF-VERSION',
      [key, expected],
      ` and exists (select 1 from ${source([key, expected], removal)} as u where u.new_key = t.${space.key} and u.expected = t.version)`,
    ),
  }
}

/** Texts are built once for each dialect and store; a handle is then cheap to make. */
const built = new WeakMap<Dialect, Map<string, Shapes>>()

const storesKept = 1_000

export const shapesOf = (dialect: Dialect, space: KeySpace, lane: string): Shapes => {
  let byLane = built.get(dialect)
  if (byLane === undefined) built.set(dialect, (byLane = new Map()))
  const known = byLane.get(lane)
  if (known !== undefined) return known
  if (byLane.size >= storesKept) byLane.delete(byLane.keys().next().value!)
  const made = keyValueShapes(dialect, space, lane)
  byLane.set(lane, made)
  return made
}
