import { describe, expect, it } from 'vitest'
import type { SchemaModel } from '../../src/contracts/schema-model.ts'
import { NewTables } from '../../src/migration/run/new-tables.ts'
import { inCode } from '../../src/migration/source/in-code.ts'
import { scriptUnits } from '../../src/migration/units/script-units.ts'
import type { StepContext } from '../../src/migration/verbs/step-units.ts'
import { rich } from './lexicons.ts'

const schema = {
  tables: [{ name: 'Users' }],
  views: [{ name: 'active' }],
  triggers: [],
  sequences: [],
  types: [],
  functions: ['audit'],
} as unknown as SchemaModel

const admits = (...texts: readonly string[]): readonly boolean[] => {
  const tables = NewTables.beside(schema)
  return texts.map((up, index) => {
    const migration = inCode({ version: index + 1, name: 'one', up }, 'any')
    const context = { dialect: { lexicon: rich, alter: {} } } as unknown as StepContext
    return tables.admit(migration, scriptUnits(migration, migration.up, context))
  })
}

const made = 'create table orders (id bigint primary key)'

describe('NewTables', () => {
  it('admit() takes what is done to tables that were admitted before', () => {
    const all = admits(
      made,
      'create table lines (id bigint primary key, of_order bigint references orders (id), parent bigint references lines (id))',
      "alter table orders add column note text not null default ''",
      'create unique index orders_by_note on orders (note)',
      "insert into orders (id, note) values (1, 'one')",
      '-- nothing',
    )
    expect(all).toStrictEqual([true, true, true, true, true, true])
  })

  it('admit() refuses what touches a table, a view or a function that somebody else has', () => {
    const refused = [
      'insert into users (id) values (1)',
      'insert into active (id) values (1)',
      'alter table "Users" add column note text',
      'create index users_by_id on users (id)',
      'create table if not exists users (id bigint)',
      'create table shares (id bigint references users (id))',
      'create table parts partition of users default',
      'insert into orders (id) values (audit())',
      'insert into other.orders (id) values (1)',
    ]
    for (const text of refused) expect([text, admits(made, text)[1]]).toStrictEqual([text, false])
  })

  it('admit() refuses what could undo, hide or run something', () => {
    const refused = [
      'insert into orders select 1',
      'insert into orders (id) values (1) on conflict do nothing',
      'update orders set id = 2',
      'alter table orders drop column id',
      'drop table orders',
      'create trigger t before insert on orders for each row execute function audit()',
      'create temporary table scratch (id bigint)',
      'set local lock_timeout = 5',
      'select setval(1)',
    ]
    for (const text of refused) expect([text, admits(made, text)[1]]).toStrictEqual([text, false])
  })

  it('admit() forgets the tables of a migration that it refuses', () => {
    expect(admits(`${made}; drop table users`, 'insert into orders (id) values (1)')).toStrictEqual([
      false,
      false,
    ])
  })

  it('admit() refuses a migration that asks for something beside its statements', () => {
    expect(admits(`-- assert-after: select true\n${made}`, `-- accept: DL02 no rows\n${made}`)).toStrictEqual(
      [false, false],
    )
  })
})
