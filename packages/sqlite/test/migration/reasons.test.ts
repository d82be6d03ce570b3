import { open, sql } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/index.ts'

const failing = async (...ups: readonly string[]): Promise<readonly string[]> => {
  const db = await open(sqlite(':memory:'))
  onTestFinished(() => db.close())
  await db.run(sql`create table held (id integer primary key, secret text)`)
  await db.run(sql`insert into held values (1, 'swordfish')`)
  const messages: string[] = []
  for (const up of ups)
    for (const rehearse of ['never', 'always'] as const) {
      const error: unknown = await db
        .migrate({ migrations: [{ version: 1, name: 'one', up }], rehearse })
        .catch((thrown: unknown) => thrown)
      messages.push((error as Error).message)
    }
  return messages
}

test('apply() that fails by what a row holds never says it', async () => {
  const messages = await failing(`create table two as select json_extract('{}', secret) as a from held`)
  for (const message of messages) {
    expect(message).toMatch(/Cannot apply/)
    expect(message).not.toMatch(/swordfish/)
  }
})

test('apply() that fails by its text says what the engine says of it', async () => {
  const messages = await failing(
    'create table held (id integer)',
    'alter table held add column secret text',
    'create table two (a, a)',
    'create table two as select * from held order by missing(1)',
    'create index i on held (missing)',
    'selct 1',
  )
  expect(messages.map((message) => /\(([^(]*)\); /.exec(message)?.[1])).toEqual(
    [
      'table held already exists',
      'duplicate column name: secret',
      'duplicate column name: a',
      'no such function: missing',
      'no such column: missing',
      'near "selct": syntax error',
    ].flatMap((one) => [one, one]),
  )
})
