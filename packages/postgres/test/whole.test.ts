import { open, sql, type Database } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres, type PostgresOptions } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

const opened = async (options: PostgresOptions = {}): Promise<Database> => {
  const db = await open(postgres({ url: await freshDatabase(), ...options }))
  onTestFinished(() => db.close())
  return db
}

test('open(postgres(url)) keeps keys, runs SQL and commits both together', async () => {
  const db = await opened({ schema: 'app' })
  const state = db.keyValue('state')
  await state.set('a', { n: 1 })
  expect(await state.get('a')).toEqual({ n: 1 })
  await db.run(sql`create table app.notes (id bigint primary key, body text)`)
  await db.transaction(async (tx) => {
    await tx.run(sql`insert into app.notes values (${1}, ${'hello'})`)
    await tx.keyValue('state').set('b', 2)
  })
  expect(await db.all(sql`select * from app.notes`)).toEqual([{ id: 1, body: 'hello' }])
  expect(await state.get('b')).toBe(2)
})

test('keyValue().set() of 64 callers shares statements, and every one is stored', async () => {
  const db = await opened()
  const state = db.keyValue('state')
  await Promise.all(Array.from({ length: 64 }, (_, index) => state.set(`k${index}`, index)))
  expect(await state.getMany(Array.from({ length: 64 }, (_, index) => `k${index}`))).toEqual(
    Array.from({ length: 64 }, (_, index) => index),
  )
})
