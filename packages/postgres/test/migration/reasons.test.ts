import { open, sql, type MigrationReport } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const failing = async (...ups: readonly string[]): Promise<readonly string[]> => {
  const db = await open(postgres({ url: await freshDatabase() }))
  onTestFinished(() => db.close())
  await db.run(sql`create table held (id integer primary key, secret text)`)
  await db.run(sql`insert into held values (1, 'swordfish')`)
  const messages: string[] = []
  for (const up of ups)
    for (const rehearse of ['never', 'always'] as const) {
      const error: unknown = await db
        .migrate({ migrations: [{ version: 1, name: 'one', up }], rehearse })
        .catch((thrown: unknown) => thrown)
      expect((error as { report: MigrationReport }).report.failed?.error).toBeInstanceOf(Error)
      messages.push((error as Error).message)
    }
  return messages
}

test('apply() that fails by what a row holds never says it, whatever code in the server raises', async () => {
  const messages = await failing(
    `do $$ declare s text; begin select secret into s from held; raise exception 'bad %', s; end $$`,
    `do $$ declare s text; begin select secret into s from held; execute 'select ' || s; end $$`,
    `do $$ declare s text; begin select secret into s from held; execute 'table ' || s; end $$`,
    `do $$ declare s text; begin select secret into s from held; execute s; end $$`,
    `create table two as select secret::integer from held`,
  )
  for (const message of messages) expect(message).not.toMatch(/swordfish/)
})

test('apply() that fails by its text says what the server says of it', async () => {
  const messages = await failing('create table held (id integer)', 'create table two (id nothing)', 'selct 1')
  expect(messages.map((message) => /\(([^(]*)\); /.exec(message)?.[1])).toEqual(
    [
      'relation "held" already exists',
      'type "nothing" does not exist',
      'syntax error at or near "selct"',
    ].flatMap((one) => [one, one]),
  )
})
