import type { SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { KeyedTable } from '../keyed/keyed-table.ts'
import { givenToken, givenTtl, isHeld, released } from '../leases/lease-columns.ts'
import { tableName } from './table.ts'

const owner: SourceColumn = { name: 'new_owner', type: 'text' }

/** The statements of the locks of one store. */
export interface Shapes {
  readonly take: Shape
  readonly extend: Shape
  readonly confirm: Shape
  readonly release: Shape
  readonly inspect: Shape
}

export const shapesOf: StoreShapes<Shapes> = builtOnce((dialect, space, lane) => {
  const table = new KeyedTable(dialect, space, lane, tableName)
  const { now } = table
  return {
    take: table.upsert('TAKE', {
      given: [givenToken, givenTtl, owner],
      row: (given) => ({
        holder: given(givenToken),
        fence: '1',
        granted_at: now,
        leased_until: `${now} + ${given(givenTtl)}`,
        owner: given(owner),
      }),
      update:
        'holder = excluded.holder, fence = t.fence + 1, granted_at = excluded.granted_at, leased_until = excluded.leased_until, owner = excluded.owner',
      when: '(t.leased_until is null or t.leased_until <= excluded.granted_at)',
      returning: ['fence'],
    }),
    extend: table.update('EXTEND', {
      given: [givenToken, givenTtl],
      set: (given) => ({ leased_until: `${now} + ${given(givenTtl)}` }),
      condition: (given) => isHeld(now, given),
    }),
    // A write, so that whoever wants the row next waits for the end of this transaction.
    confirm: table.update('CONFIRM', {
      given: [givenToken],
      set: () => ({ holder: 't.holder' }),
      condition: (given) => isHeld(now, given),
    }),
    release: table.update('RELEASE', {
      given: [givenToken],
      set: () => released,
      condition: (given) => isHeld(now, given),
    }),
    inspect: table.read('INSPECT', ['fence', 'leased_until', 'owner', 'granted_at'], 'leased_until'),
  }
})
