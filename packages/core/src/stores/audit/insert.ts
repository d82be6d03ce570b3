import { firstNumber, numberDigits } from '../../audit/position.ts'
import type { Arrival, Dialect, SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { givenKey } from '../keyed/keyed-table.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { draftColumns, givenDraft } from './entry-columns.ts'
import { tableName, trailTable } from './table.ts'

/** How entries are inserted. */
export interface Inserts {
  /** The engine gives the number: the key that is given is the id. What comes back behind it is the position; nothing does in a trail that is a chain. */
  readonly numbered: Shape | undefined
  /** The same for one entry whose answer nobody reads: the statement fails with `not-null` in a trail that is a chain. */
  readonly ridden: Shape | undefined
  /** The key is the position. */
  readonly placed: Shape
}

const at: SourceColumn = { name: 'new_logged_at', type: 'bigint' }
const previous: SourceColumn = { name: 'new_previous', type: 'text' }
const hash: SourceColumn = { name: 'new_hash', type: 'text' }

export const insertsOf: StoreShapes<Inserts> = builtOnce((dialect, space, lane) => {
  const { arrival } = dialect
  const given = (isRidden: boolean): Shape | undefined =>
    arrival.form === 'process' ? undefined : numbered(dialect, arrival, space, lane, isRidden)
  return { numbered: given(false), ridden: given(true), placed: placed(dialect, space, lane) }
})

const columnList = (space: KeySpace, more: readonly string[]): string =>
  [...space.columns, ...draftColumns, 'logged_at', ...more].join(', ')

const drafted = givenDraft.map(({ name }) => `u.${name}`)

const numbered = (
  dialect: Dialect,
  arrival: Exclude<Arrival, { readonly form: 'process' }>,
  space: KeySpace,
  lane: string,
  isRidden: boolean,
): Shape => {
  const columns = [givenKey, ...givenDraft]
  const fixed = space.constants.length
  const placeholder = (position: number): string => dialect.placeholder(position)
  const constants = space.constants.map((_, index) => `cast(${placeholder(index + 1)} as text)`)
  const ofTrail = (alias: string): string => `${space.belongs(placeholder, alias)}true`
  const next =
    arrival.form === 'transaction'
      ? `${firstNumber} + ${arrival.number}`
      : `1 + ${lastNumber(dialect, ofTrail, space)}`
  const key = `cast(${next} as text) || u.${givenKey.name}`
  const isChain = `exists (select 1 from ${dialect.table(trailTable)} s where ${ofTrail('s')} and s.kind = 'chain')`
  const [action, ...others] = drafted
  const given = isRidden ? [`case when ${isChain} then null else ${action} end`, ...others] : drafted
  const values = [...constants, key, ...given, dialect.now(placeholder(fixed + 1))]
  const rest = isRidden
    ? ''
    : ` where not ${isChain} returning substr(${space.key}, ${numberDigits + 1}), ${space.key}`
  const text = (source: string): string =>
    `insert into ${dialect.table(tableName)} (${columnList(space, [])}) select ${values.join(', ')} from ${source} as u${rest}`
  return {
    ...shape(lane, isRidden ? 'ADD' : 'LOG', space),
    text: text(dialect.source(columns, fixed + 2)),
    ...(dialect.single === undefined ? {} : { alone: text(dialect.single(columns, fixed + 2)) }),
    timed: true,
    columns,
  }
}

/** Of the last entry, or of the last one that was pruned when none is left. */
const lastNumber = (dialect: Dialect, ofTrail: (alias: string) => string, { key }: KeySpace): string => {
  const number = (expression: string): string => `cast(substr(${expression}, 1, ${numberDigits}) as bigint)`
  const last = `select ${number(`t.${key}`)} from ${dialect.table(tableName)} t where ${ofTrail('t')} order by t.${key} desc limit 1`
  const pruned = `select ${number('s.pruned')} from ${dialect.table(trailTable)} s where ${ofTrail('s')}`
  return `coalesce((${last}), (${pruned}), ${firstNumber})`
}

const placed = (dialect: Dialect, space: KeySpace, lane: string): Shape => {
  const columns = [givenKey, ...givenDraft, at, previous, hash]
  const first = space.constants.length + 1
  const constants = space.constants.map((_, index) => `cast(${dialect.placeholder(index + 1)} as text)`)
  const values = [...constants, ...columns.map(({ name }) => `u.${name}`)]
  const text = (source: string): string =>
    `insert into ${dialect.table(tableName)} (${columnList(space, ['previous', 'hash'])}) select ${values.join(', ')} from ${source} as u`
  return {
    ...shape(lane, 'PLACE', space),
    text: text(dialect.source(columns, first)),
    ...(dialect.single === undefined ? {} : { alone: text(dialect.single(columns, first)) }),
    timed: false,
    columns,
  }
}

const shape = (lane: string, kind: string, { constants }: KeySpace) => ({
  lane,
  id: `${lane} ${kind}`,
  summary: `${kind} ${tableName}`,
  constants,
})
