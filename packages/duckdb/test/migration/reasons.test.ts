import { open, sql } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { duckdb } from '../../src/index.ts'

const failing = async (...ups: readonly string[]): Promise<readonly string[]> => {
  const db = await open(duckdb(':memory:'))
  onTestFinished(() => db.close())
  await db.run(sql`create table held (id integer primary key, secret text)`)
  await db.run(sql`insert into held values (1, 'swordfish')`)
  const messages: string[] = []
  for (const up of ups) {
    const error: unknown = await db
      .migrate({ migrations: [{ version: 1, name: 'one', up }], rehearse: 'never' })
      .catch((thrown: unknown) => thrown)
    messages.push((error as Error).message)
  }
  return messages
}

test('apply() that fails by what a row holds never says it', async () => {
  const messages = await failing(
    `create table two as select error(secret) as a from held`,
    `create table two as select secret::integer as a from held`,
    `create table two as select json_extract('{}', '$[' || secret) as a from held`,
    `create table two as select regexp_matches('a', secret || '(') as a from held`,
    `create table two as select strptime('a', '%' || secret) as a from held`,
    `create table two as select * from held where secret like 'a' escape secret`,
    `create table two as select format('{:' || secret || '}', 1) as a from held`,
    `create table two as select nextval(secret) as a from held`,
    `create table two as select date_part(secret, date '2020-01-01') as a from held`,
  )
  for (const message of messages) {
    expect(message).toMatch(/Cannot apply/)
    expect(message).not.toMatch(/swordfish/)
  }
})

test('apply() that fails by its text says what the engine says of it', async () => {
  const messages = await failing(
    'create table held (id integer)',
    'create table two (id nothing)',
    'create index i on held (nothing)',
    'selct 1',
  )
  for (const message of messages) expect(message).toMatch(/ Error: /)
})
