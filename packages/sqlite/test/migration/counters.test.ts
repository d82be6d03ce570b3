import { integer, open, sql, text, type Migration } from '@holdfast/core'
import { addCheck, changeColumnType, dropColumn, setDefault } from '@holdfast/core/migration'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/index.ts'
import { afterwards, scratchFile } from '../scratch.ts'

test('every rebuild keeps the next number of autoincrement, of a table without rows too', async () => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  const make = (name: string): string =>
    `create table ${name} (id integer primary key autoincrement, n text, old text); insert into ${name} (n) values ('1'), ('2'), ('3')`
  const change = (name: string): Migration['up'] => [
    changeColumnType(name, 'n', integer().nullable()),
    addCheck(name, 'some', 'n > 0'),
    setDefault(name, 'n', '7'),
    dropColumn(name, 'old'),
  ]
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `${make('some')}; ${make('none')}; delete from some where id = 3; delete from none where id > 0`,
    },
    { version: 2, name: 'some', up: change('some') },
    { version: 3, name: 'none', up: change('none') },
    { version: 4, name: 'back', up: [changeColumnType('none', 'n', text().nullable())] },
  ]
  await db.migrations({ migrations: list }).apply({ lint: false })
  await db.run(sql`insert into some default values`)
  await db.run(sql`insert into none default values`)
  expect(await db.all(sql`select id, n from some order by id`)).toEqual([
    { id: 1, n: 1 },
    { id: 2, n: 2 },
    { id: 4, n: 7 },
  ])
  expect(await db.all(sql`select id, n from none`)).toEqual([{ id: 4, n: '7' }])
  expect(await db.all(sql`select name, seq from sqlite_sequence order by name`)).toEqual([
    { name: 'none', seq: 4 },
    { name: 'some', seq: 4 },
  ])
})

test('a rebuild keeps triggers on the table, on views over it, and of other tables that name it', async () => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table people (id integer primary key, n text);
create table log (what text);
create view shown as select id, n from people;
create view over as select id from shown;
create trigger own after insert on people begin insert into log values ('own'); end;
create trigger upon instead of insert on over begin insert into people (id) values (new.id); end;
create trigger other after delete on log begin delete from people; end`,
    },
    { version: 2, name: 'change', up: [changeColumnType('people', 'n', integer().nullable())] },
  ]
  await db.migrations({ migrations: list }).apply()
  await db.run(sql`insert into over (id) values (5)`)
  expect(await db.all(sql`select what from log`)).toEqual([{ what: 'own' }])
  await db.run(sql`delete from log`)
  expect(await db.all(sql`select id from people`)).toEqual([])
})
