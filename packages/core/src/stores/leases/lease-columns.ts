import type { SourceColumn, TableDefinition } from '../../database/dialect.ts'
import type { Given } from '../keyed/keyed-table.ts'

/** What a row has that can be leased: it is held by `holder` until `leased_until`, and by nobody without either. */
export const leaseColumns: TableDefinition['columns'] = [
  { name: 'holder', type: 'text', nullable: true },
  { name: 'fence', type: 'bigint' },
  { name: 'granted_at', type: 'bigint' },
  { name: 'leased_until', type: 'bigint', nullable: true },
]

/** The token of whoever wants it or shows it. */
export const givenToken: SourceColumn = { name: 'new_token', type: 'text' }
/** How long it is granted, in milliseconds. */
export const givenTtl: SourceColumn = { name: 'new_ttl', type: 'bigint' }

/**
 * That the given token holds the row `t`: a late holder, whose time is over, is refused also while nobody else came. Spelt so that no index on the end of
 * leases finds it, nor one of only those rows that have such an end: those who ask know the key, and a planner without statistics would rather go through all leases.
 */
export const isHeld = (now: string, given: Given): string =>
  `t.holder = ${given(givenToken)} and coalesce(t.leased_until, 0) > ${now}`

/** What a row becomes that is given back. Its fence stays: the next grant has a greater one. */
export const released = { holder: 'null', leased_until: 'null' } as const
