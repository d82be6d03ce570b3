import { Client } from 'pg'

import { runCache } from '../../cache/suite.ts'
import type { Recorder } from '../../recorder.ts'

export const postgresCache = async (recorder: Recorder, folder: string, server: string): Promise<void> => {
  const admin = new Client({ connectionString: server })
  await admin.connect()
  const place = async (name: string): Promise<string> => {
    const database = `cache_${name.toLowerCase().replace('-', '_')}`
    await admin.query(`create database ${database}`)
    const url = new URL(server)
    url.pathname = `/${database}`
    return url.href
  }
  await runCache('postgres', recorder, place, folder, analyze)
  await admin.end()
}

/** The server would do it by itself at some moment of the run, and plans differ before and after. */
const analyze = async (places: Iterable<string>): Promise<void> => {
  for (const connectionString of places) {
    const client = new Client({ connectionString })
    await client.connect()
    await client.query('analyze')
    await client.end()
  }
}
