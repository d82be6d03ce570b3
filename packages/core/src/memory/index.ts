import type { Backend } from '../contracts/backend.ts'
import type { Capabilities, Limits } from '../contracts/capabilities.ts'
import { MemoryDatabase } from './database.ts'
import { Engine } from './engine.ts'

const capabilities: Capabilities = {
  sql: false,
  savepoints: true,
  serializable: true,
  cancel: false,
  concurrentWriters: false,
  multiProcess: false,
  foreignKeys: true,
  partialIndexes: true,
  tracksSql: true,
  persistent: false,
  appendOnly: true,
}

const limits: Limits = {
  keyBytes: 512,
  valueBytes: 16 * 1024 * 1024,
  nameBytes: 63,
  parameters: 0,
  decimalDigits: 38,
}

/**
 * A backend over maps, without SQL: the reference of what every other backend promises, and the database of an
 * application's unit tests. Each `open` gives an empty database of its own; nothing outlives `close`. A transaction copies
 * each store and table that it writes to, so its cost grows with them. A record is found by its key at once; whatever else is asked
 * of a table looks at all of its rows.
 */
export function memory(): Backend {
  const name = 'memory'
  return {
    name,
    seam: 1,
    capabilities,
    limits,
    open: async (environment) => {
      const facts = {
        engine: 'Memory',
        version: process.versions.node,
        durability: 'none',
        details: { durability: 'nothing is written outside the process' },
        system: 'memory',
        namespace: '',
      } as const
      const engine = new Engine(environment, limits, facts)
      engine.log('info', 'open', 'opened')
      return new MemoryDatabase(engine, { name, capabilities })
    },
  }
}
