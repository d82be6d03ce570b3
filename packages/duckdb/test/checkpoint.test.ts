import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Connection } from '@holdfast/core'
import { acquire, driven } from './driven.ts'
import { makeFile } from './folder.ts'

const run = async (connection: Connection, text: string): Promise<void> => {
  await connection.execute({ text, values: [], cache: false })
}

test('a checkpoint that an open snapshot pins stays pending, and is made up for when the reader leaves', async () => {
  const file = makeFile()
  const driver = await driven(file)
  const first = await acquire(driver)
  await run(first, 'create table t as select range as n, 1 as v from range(1000)')
  await first.release()
  const reader = await acquire(driver, 'read')
  await run(reader, 'begin transaction read only')
  await run(reader, 'select count(*) from t')
  const writer = await acquire(driver)
  await run(writer, 'update t set v = 2 where n < 10')
  await run(writer, 'create table u (a int)')
  await writer.release()
  expect(driver.isCheckpointPending).toBe(true)
  expect(existsSync(`${file}.wal`)).toBe(true)
  await run(reader, 'rollback')
  await reader.release()
  await expect.poll(() => driver.isCheckpointPending).toBe(false)
  expect(existsSync(`${file}.wal`)).toBe(false)
})

test('an insert under an open snapshot does not pin the log', async () => {
  const file = makeFile()
  const driver = await driven(file)
  const writer = await acquire(driver)
  await run(writer, 'create table t (n int)')
  const reader = await acquire(driver, 'read')
  await run(reader, 'begin transaction read only')
  await run(reader, 'select count(*) from t')
  await run(writer, 'insert into t values (1)')
  await run(writer, 'checkpoint')
  expect(existsSync(`${file}.wal`)).toBe(false)
  await run(reader, 'rollback')
  await reader.release()
  await writer.release()
})

test('a log that is long enough is merged when nothing is written for a while', async () => {
  const file = makeFile()
  const driver = await driven(file, { idleCheckpointBytes: 1_000 })
  const writer = await acquire(driver)
  await run(writer, 'create table t (v varchar)')
  await run(writer, 'checkpoint')
  await run(writer, "insert into t select repeat('x', 100) || range from range(100)")
  expect(existsSync(`${file}.wal`)).toBe(true)
  await writer.release()
  await expect.poll(() => existsSync(`${file}.wal`), { timeout: 5_000 }).toBe(false)
})
