import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { Recorder } from './recorder.ts'

const [engine, folder, server] = process.argv.slice(2) as [string, string, string | undefined]
const recorder = new Recorder(engine)
const own = join(folder, engine)
await mkdir(own)
if (engine === 'sqlite') await (await import('./sqlite/suite.ts')).sqliteSuite(recorder, own)
else if (engine === 'duckdb') await (await import('./duckdb/suite.ts')).duckdbSuite(recorder, own)
else if (engine === 'postgres')
  await (await import('./postgres/suite.ts')).postgresSuite(recorder, own, server!)
else throw new Error(`There is no engine ${engine}`)
// By hand, for a profile, there is nobody to send to.
process.send?.(recorder.rows)
if (process.connected) process.disconnect()
