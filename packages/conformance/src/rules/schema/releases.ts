import {
  followedBy,
  line,
  ownColumns,
  ownTable,
  type Backend,
  type OwnMigration,
  type SqlBackend,
  type StoreLines,
} from '@holdfast/core'
import { backfill } from '@holdfast/core/migration'
import { withLines } from '../../faults/driver-layers.ts'
import type { Place } from '../../harness.ts'

const table = 'holdfast_key_value'

/** A place as releases to come will open it: with further migrations of one store. */
export const laterRelease = (
  place: Pick<Place, 'backend'>,
  ...next: readonly OwnMigration[]
): Pick<Place, 'backend'> =>
  released(place, (ours) => ({ ...ours, 'key-value': followedBy(ours['key-value'], next) }))

/** A place as a release opens it that has changed what an older one made. */
export const editedRelease = (place: Pick<Place, 'backend'>): Pick<Place, 'backend'> =>
  released(place, (ours) => ({
    ...ours,
    'key-value': line('key-value', [
      {
        version: 1,
        name: 'key-value',
        up: [ownTable({ name: table, columns: [{ name: 'id', type: 'text' }], primaryKey: ['id'] })],
      },
    ]),
  }))

const released = (
  place: Pick<Place, 'backend'>,
  lines: (ours: StoreLines) => StoreLines,
): Pick<Place, 'backend'> => ({
  backend: async () => {
    const backend = await place.backend()
    return withLines(backend, lines) ?? backend
  },
})

/** Only adds: a column, and a table of its own. */
export const adding: OwnMigration = {
  version: 2,
  name: 'notes',
  up: [
    ownColumns(table, { name: 'note', type: 'text' }),
    ownTable({
      name: 'holdfast_key_value_notes',
      columns: [
        { name: 'id', type: 'text' },
        { name: 'seen', type: 'bigint', nullable: true },
      ],
      primaryKey: ['id'],
      indexes: [{ name: 'holdfast_key_value_notes_seen', columns: ['seen'], notNull: 'seen' }],
    }),
  ],
}

/** Goes through the rows, so that it cannot be one transaction. */
export const filling: OwnMigration = {
  version: 3,
  name: 'fill the notes',
  up: [backfill(table, { set: { note: `'filled'` }, where: 'note is null', batch: 7 })],
}

/** How the backend of a place spells things. */
export const spelling = (backend: Backend): SqlBackend['definition']['dialect'] =>
  (backend as SqlBackend).definition.dialect
