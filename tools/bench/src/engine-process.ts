import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { Recorder } from './recorder.ts'

const [engine, part, folder, server] = process.argv.slice(2) as [string, string, string, string | undefined]
const recorder = new Recorder(engine)
const own = join(folder, `${engine}-${part}`)
await mkdir(own)
switch (`${engine} ${part}`) {
  case 'sqlite cache':
    await (await import('./sqlite/cache/suite.ts')).sqliteCache(recorder, own)
    break
  case 'sqlite changes':
    await (await import('./sqlite/changes/suite.ts')).sqliteChanges(recorder, own)
    break
  case 'sqlite key-value':
    await (await import('./sqlite/suite.ts')).sqliteSuite(recorder, own)
    break
  case 'sqlite migrations':
    await (await import('./sqlite/migrations/suite.ts')).sqliteMigrations(recorder, own)
    break
  case 'sqlite queue':
    await (await import('./sqlite/queue/suite.ts')).sqliteQueue(recorder, own)
    break
  case 'sqlite records':
    await (await import('./sqlite/records/suite.ts')).sqliteRecords(recorder, own)
    break
  case 'postgres cache':
    await (await import('./postgres/cache/suite.ts')).postgresCache(recorder, own, server!)
    break
  case 'postgres changes':
    await (await import('./postgres/changes/suite.ts')).postgresChanges(recorder, own, server!)
    break
  case 'postgres key-value':
    await (await import('./postgres/suite.ts')).postgresSuite(recorder, own, server!)
    break
  case 'postgres migrations':
    await (await import('./postgres/migrations/suite.ts')).postgresMigrations(recorder, own, server!)
    break
  case 'postgres queue':
    await (await import('./postgres/queue/suite.ts')).postgresQueue(recorder, own, server!)
    break
  case 'postgres records':
    await (await import('./postgres/records/suite.ts')).postgresRecords(recorder, own, server!)
    break
  case 'duckdb changes':
    await (await import('./duckdb/changes/suite.ts')).duckdbChanges(recorder, own)
    break
  case 'duckdb key-value':
    await (await import('./duckdb/suite.ts')).duckdbSuite(recorder, own)
    break
  case 'duckdb migrations':
    await (await import('./duckdb/migrations/suite.ts')).duckdbMigrations(recorder, own)
    break
  case 'duckdb records':
    await (await import('./duckdb/records/suite.ts')).duckdbRecords(recorder, own)
    break
  case 'sqlite audit':
  case 'postgres audit':
  case 'duckdb audit':
    await (
      await import('./audit/places.ts')
    ).auditSuite(engine as 'sqlite' | 'postgres' | 'duckdb', recorder, own, server!)
    break
  case 'duckdb cache':
  case 'duckdb queue':
    // Nobody else keeps one there.
    break
  default:
    throw new Error(`There is no part ${part} of ${engine}`)
}
// By hand, for a profile, there is nobody to send to.
process.send?.(recorder.rows)
if (process.connected) process.disconnect()
