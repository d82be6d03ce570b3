import { integer, sql, text, type Migration } from '@holdfast/core'
import { addCheck, changeColumnType, dropCheck, dropColumn, setDefault } from '@holdfast/core/migration'
import { expect, test } from 'vitest'
import { opened } from '../opened.ts'

test('every rebuild keeps the next number of a sequence that a default counts by', async () => {
  const db = await opened()
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create sequence counter start 10; create table counted (id bigint primary key default nextval('counter'), n varchar, old varchar)`,
    },
    {
      version: 2,
      name: 'rows',
      up: `insert into counted (n) values ('1'), ('2')`,
    },
    {
      version: 3,
      name: 'change',
      up: [
        changeColumnType('counted', 'n', integer().nullable()),
        addCheck('counted', 'some', 'n > 0'),
        setDefault('counted', 'n', '7'),
        dropColumn('counted', 'old'),
      ],
    },
    {
      version: 4,
      name: 'back',
      up: [
        dropCheck('counted', { expression: 'n > 0' }),
        changeColumnType('counted', 'n', text().nullable()),
      ],
    },
  ]
  await db.migrations({ migrations: list }).apply()
  await db.run(sql`insert into counted (n) values ('3')`)
  expect(await db.all(sql`select id, n from counted order by id`)).toEqual([
    { id: 10, n: '1' },
    { id: 11, n: '2' },
    { id: 12, n: '3' },
  ])
})
