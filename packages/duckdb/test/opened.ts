import { open, type Database, type OpenOptions } from '@holdfast/core'
import { onTestFinished } from 'vitest'
import { duckdb, type DuckdbOptions } from '../src/index.ts'

/** A database that is closed after the test. */
export const opened = async (
  file = ':memory:',
  options: DuckdbOptions = {},
  how: OpenOptions = {},
): Promise<Database> => {
  const db = await open(duckdb(file, options), how)
  onTestFinished(() => db.close())
  return db
}
