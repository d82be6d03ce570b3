import { join } from 'node:path'

import { open } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'
import { postgres } from '@holdfast/postgres'
import { sqlite } from '@holdfast/sqlite'
import { Client } from 'pg'

import type { Recorder } from '../recorder.ts'
import { runAudit } from './suite.ts'

/** An empty database of each engine. */
const backends = {
  sqlite: (folder: string) => sqlite(join(folder, 'audit.db')),
  duckdb: (folder: string) => duckdb(join(folder, 'audit.duckdb')),
  postgres: async (_: string, server: string) => {
    const admin = new Client({ connectionString: server })
    await admin.connect()
    await admin.query('create database bench_audit')
    await admin.end()
    const url = new URL(server)
    url.pathname = '/bench_audit'
    return postgres(url.href)
  },
} as const

export const auditSuite = async (
  engine: keyof typeof backends,
  recorder: Recorder,
  folder: string,
  server: string,
): Promise<void> => {
  const db = await open(await backends[engine](folder, server))
  await runAudit(recorder, db, folder)
  await db.close()
}
