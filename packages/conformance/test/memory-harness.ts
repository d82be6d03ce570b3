import { memory } from '@holdfast/core'
import type { Harness, Place } from '@holdfast/conformance'

const place = (): Place => ({ backend: () => memory(), destroy: () => undefined })

const noSql = 'There is no SQL. What records refuse by themselves is shown by the rules about them.'
const noEngine = 'There is no engine, file or connection that could fail.'
const oneWriter = 'Transactions run one after another, so none can disturb another.'

export const harness: Harness = {
  shared: place,
  fresh: place,
  provoke: {},
  cannot: {
    migration: 'It speaks no SQL, and refuses every migration with unsupported.',
    aborted:
      'Only a statement that an engine refused makes a transaction rollback-only, and there is no engine.',
    check: noSql,
    'connection-lost': noEngine,
    corrupt: noEngine,
    deadlock: oneWriter,
    'disk-full': noEngine,
    duplicate: noSql,
    engine: noEngine,
    'foreign-key': noSql,
    'in-use': 'Every opened database is one of its own.',
    io: noEngine,
    'lock-timeout': oneWriter,
    'no-column': noSql,
    'no-table': noSql,
    'not-found': 'Nothing is named that could be missing: a missing entry is undefined.',
    'not-null': noSql,
    overloaded: 'A write is done at once and does not queue.',
    permission: noEngine,
    schema: 'There are no tables.',
    serialization: oneWriter,
    syntax: noSql,
  },
  faults: { without: { server: noEngine, lostCommit: noEngine, fullDisk: noEngine } },
}
