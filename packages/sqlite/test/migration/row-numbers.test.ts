import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bigint, open, sql } from '@holdfast/core'
import { changeColumnType } from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/index.ts'

const rows = (numbers: readonly number[]): string =>
  numbers.map((number, index) => `(${number}, '${index}', 'name ${(index * 7) % 5}')`).join(', ')

test.each([
  ['without a gap', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['with a gap', [1, 2, 4, 5, 6, 7, 8, 9]],
  ['as many as the greatest, one of them below 1', [-3, 1, 2, 3, 4, 5, 6, 8]],
  ['that begin behind 1', [2, 3, 4]],
  ['of one row', [5]],
  ['of none', []],
])('changeColumnType() keeps the numbers of rows %s', async (_, numbers) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const db = await open(sqlite(join(folder, 'a.db')))
  onTestFinished(async () => {
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const fill = numbers.length === 0 ? '' : `insert into t (rowid, code, name) values ${rows(numbers)};`
  await db.migrate({
    migrations: [
      {
        version: 1,
        name: 'make',
        // The index holds all columns in another order, so the engine could read it in place of the table.
        up: `create table t (code text, name text); ${fill} create index t_all on t (name, code)`,
      },
    ],
  })
  const numbered = (): Promise<readonly unknown[]> =>
    db.all(sql`select rowid as number, cast(code as text) as code, name from t order by rowid`)
  const before = await numbered()
  await db.migrate({
    migrations: [{ version: 2, name: 'type', up: [changeColumnType('t', 'code', bigint())] }],
    line: 'second',
  })
  expect(await numbered()).toStrictEqual(before)
  expect(before.length).toBe(numbers.length)
})
