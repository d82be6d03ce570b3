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
  await runCache('postgres', recorder, place, folder)
  await admin.end()
}
