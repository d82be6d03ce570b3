import type { SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { KeyedTable, type Given } from '../keyed/keyed-table.ts'
import { givenToken, givenTtl, released } from '../leases/lease-columns.ts'
import { rowColumns } from './row-columns.ts'
import { tableName } from './table.ts'

const value: SourceColumn = { name: 'new_value', type: 'text' }
const tags: SourceColumn = { name: 'new_tags', type: 'text' }
/** Until it is stale; and until it is gone. */
const fresh: SourceColumn = { name: 'new_fresh', type: 'bigint' }
const whole: SourceColumn = { name: 'new_whole', type: 'bigint' }
const fence: SourceColumn = { name: 'new_fence', type: 'bigint' }
const writer: SourceColumn = { name: 'new_writer', type: 'text' }
const pause: SourceColumn = { name: 'new_pause', type: 'bigint' }

/** The statements of the keyed operations of one cache. */
export interface Shapes {
  readonly look: Shape
  /** As `look`, where rows have tags. */
  readonly lookTagged: Shape
  readonly set: Shape
  readonly claim: Shape
  /** Whoever else may have it. */
  readonly claimAnyway: Shape
  readonly extend: Shape
  readonly fill: Shape
  readonly fail: Shape
  readonly drop: Shape
  readonly remove: Shape
  /** Removes, and leaves a row: whoever wants to make one waits for the transaction. */
  readonly bury: Shape
}

const isHolder = (given: Given): string => `t.holder = ${given(givenToken)}`
const all = [
  'value',
  'tags',
  'fresh_until',
  'stale_until',
  'retry_at',
  'writer',
  'holder',
  'fence',
  'granted_at',
  'leased_until',
]
const replaced = all.map((column) => `${column} = excluded.${column}`).join(', ')
const empty = {
  value: 'cast(null as text)',
  tags: 'cast(null as text)',
  fresh_until: '0',
  stale_until: '0',
  retry_at: 'cast(null as bigint)',
  writer: 'cast(null as text)',
} as const
const unheld = { holder: 'cast(null as text)', leased_until: 'cast(null as bigint)' } as const

export const shapesOf: StoreShapes<Shapes> = builtOnce((dialect, space, lane) => {
  const table = new KeyedTable(dialect, space, lane, tableName)
  const { now } = table
  const isTimed = dialect.time === 'server'
  const look = (kind: string, judgesTags: boolean): Shape =>
    table.look(kind, rowColumns(dialect, space, now, judgesTags), isTimed)
  const kept = (given: Given) => ({
    value: given(value),
    tags: given(tags),
    fresh_until: `${now} + ${given(fresh)}`,
    stale_until: `${now} + ${given(whole)}`,
  })
  const claim = (kind: string, when: string): Shape =>
    table.upsert(kind, {
      given: [givenToken, givenTtl, fence],
      row: (given) => ({
        ...empty,
        holder: given(givenToken),
        fence: given(fence),
        granted_at: now,
        leased_until: `${now} + ${given(givenTtl)}`,
      }),
      update:
        'holder = excluded.holder, fence = excluded.fence, granted_at = excluded.granted_at, leased_until = excluded.leased_until',
      when,
      returning: ['fence'],
      // Who claims stores only what still has the claim: one that is lost with the machine is another load, and nothing old.
      relaxed: true,
    })
  // What was seen still stands: every claim is one more, every write another number.
  const isSeen = 't.fence = excluded.fence - 1'
  return {
    look: look('LOOK', false),
    lookTagged: look('LOOK-TAGGED', true),
    set: table.upsert('SET', {
      given: [value, tags, fresh, whole, fence, writer],
      row: (given) => ({
        ...kept(given),
        retry_at: empty.retry_at,
        writer: given(writer),
        ...unheld,
        fence: given(fence),
        granted_at: now,
      }),
      update: replaced,
    }),
    claim: claim('CLAIM', `${isSeen} and (t.leased_until is null or t.leased_until <= excluded.granted_at)`),
    claimAnyway: claim('CLAIM-ANYWAY', isSeen),
    extend: table.update('EXTEND', {
      given: [givenToken, givenTtl],
      set: (given) => ({ leased_until: `${now} + ${given(givenTtl)}` }),
      condition: isHolder,
    }),
    fill: table.update('FILL', {
      given: [givenToken, value, tags, fresh, whole],
      set: (given) => ({ ...kept(given), retry_at: 'null', ...released }),
      condition: isHolder,
    }),
    fail: table.update('FAIL', {
      given: [givenToken, pause],
      set: (given) => ({ retry_at: `${now} + ${given(pause)}`, ...released }),
      condition: isHolder,
    }),
    drop: table.remove('DROP', { given: [givenToken], condition: isHolder }),
    remove: table.remove('REMOVE', {}),
    bury: table.upsert('BURY', {
      given: [fence],
      row: (given) => ({ ...empty, ...unheld, fence: given(fence), granted_at: now }),
      update: replaced,
    }),
  }
})
