import { copyFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { duckdb } from '@holdfast/duckdb'

import type { ChangeContender, MigrationContender } from '../../migrations/contender.ts'
import { history, writeHistory } from '../../migrations/history.ts'
import { holdfastChanges, holdfastStart, storeless, unguarded } from '../../migrations/holdfast.ts'
import { backfillByHand, createReadings, fillReadings } from '../../migrations/readings.ts'
import { runMigrations } from '../../migrations/suite.ts'
import type { Recorder } from '../../recorder.ts'

/** No tool of the others speaks DuckDB: what is left is the statements, each in a transaction, with nothing written about them. */
export const duckdbMigrations = async (recorder: Recorder, folder: string): Promise<void> => {
  const directory = await writeHistory(folder)
  const filled = join(folder, 'filled.duckdb')
  await inFile(filled, async (connection) => {
    await connection.run(createReadings)
    const series = (first: number, end: number): string =>
      `select range as n from range(${first}, ${end + 1})`
    for (const text of fillReadings(series)) await connection.run(text)
  })
  let last = ''
  let count = 0
  const readings = async (): Promise<string> => {
    for (const end of ['', '.wal']) await rm(`${last}${end}`, { force: true })
    last = join(folder, `readings-${count++}.duckdb`)
    copyFileSync(filled, last)
    return last
  }
  await runMigrations({
    recorder,
    ours: holdfastStart((file) => duckdb(file), directory),
    variants: [unguarded, storeless].map((options) =>
      holdfastStart((file) => duckdb(file), directory, options),
    ),
    rivals: [statements],
    changes: { ours: holdfastChanges((file) => duckdb(file)), byHand },
    empty: async () => join(folder, `empty-${count++}.duckdb`),
    readings,
    folder,
  })
}

const inFile = async (file: string, work: (connection: DuckDBConnection) => Promise<void>): Promise<void> => {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  await work(connection)
  connection.closeSync()
  instance.closeSync()
}

const statements: MigrationContender = {
  name: '@duckdb/node-api',
  start: (file) =>
    inFile(file, async (connection) => {
      const { length } = (
        await connection.runAndReadAll("select table_name from duckdb_tables() where table_name = 'items_0'")
      ).getRows()
      if (length > 0) return
      for (const { text } of history) {
        await connection.run('begin')
        await connection.run(text)
        await connection.run('commit')
      }
    }),
}

const byHand: ChangeContender = {
  name: 'SQL by hand',
  open: async (file) => {
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    return {
      changeType: async () => {
        await connection.run('alter table readings alter column code type bigint')
      },
      backfill: async () => {
        await connection.run(backfillByHand)
      },
      close: async () => {
        connection.closeSync()
        instance.closeSync()
      },
    }
  },
}
