import { describe, expect, test } from 'vitest'
import {
  bigint,
  bytes,
  decimal,
  defineTable,
  integer,
  json,
  newUuid,
  now,
  oneOf,
  softDelete,
  type TableColumn,
  tenant,
  text,
  timestamp,
  timestamps,
  uuid,
  version,
} from '../../src/index.ts'
import { requireTable, resolveTable } from './schemas.ts'

const id = integer().primaryKey()
const define = (columns: object, constraints?: object): unknown =>
  defineTable('it', columns as { id: typeof id }, constraints as object)
const withCode = (code: string): unknown => expect.objectContaining({ code })

test('defineTable() gives the definition as data, the tenant first in every key', () => {
  const roles = defineTable('roles', { tenant: tenant(), id: text().primaryKey() })
  const users = defineTable(
    'users',
    {
      tenant: tenant(),
      userID: text().primaryKey(),
      emailAddress: text().unique().named('mail'),
      roleId: text().references(() => roles.id, { onDelete: 'cascade' }),
      ...timestamps({ created: 'madeAt' }),
      ...softDelete({ at: 'goneAt', by: 'goneBy' }),
      version: version(),
    },
    {
      unique: [['roleId', 'tenant']],
      index: [['madeAt'], { columns: ['roleId'], where: { goneBy: { ne: 'x' } } }],
      check: { named: { emailAddress: { ne: '' } } },
    },
  )
  const schema = requireTable(users)
  expect(schema.columns.map(({ name }) => name)).toEqual([
    'tenant',
    'user_id',
    'mail',
    'role_id',
    'made_at',
    'updated_at',
    'gone_at',
    'gone_by',
    'version',
  ])
  expect(schema).toMatchObject({
    name: 'users',
    primaryKey: ['tenant', 'userID'],
    uniques: [
      { name: 'users_tenant_mail_unique', columns: ['tenant', 'emailAddress'] },
      { name: 'users_tenant_role_id_unique', columns: ['tenant', 'roleId'] },
    ],
    checks: [{ name: 'users_named_check' }],
    tenant: 'tenant',
    created: 'madeAt',
    updated: 'updatedAt',
    version: 'version',
    deletedAt: 'goneAt',
    deletedBy: 'goneBy',
  })
  expect(schema.indexes.map(({ columns }) => columns)).toEqual([
    ['tenant', 'madeAt'],
    ['tenant', 'roleId'],
  ])
  expect(schema.references).toMatchObject([
    {
      name: 'users_role_id_reference',
      property: 'roleId',
      columns: ['tenant', 'roleId'],
      onDelete: 'cascade',
    },
  ])
  expect(schema.references[0]?.target()).toEqual({ schema: requireTable(roles), columns: ['tenant', 'id'] })
  expect(Object.keys(users)).toEqual(schema.columns.map(({ property }) => property))
  expect(users.userID).toMatchObject({ table: 'users', property: 'userID' })
})

test('defineTable() gives a definition that cannot be changed, nor by what made it', () => {
  const value = { list: [1] }
  const table = defineTable('it', { id, data: json<typeof value>().default(value) })
  value.list.push(2)
  expect(requireTable(table).columns[1]?.fallback).toEqual({ value: '{"list":[1]}' })
  expect([Object.isFrozen(table), Object.isFrozen(table.id), Object.isFrozen(requireTable(table))]).toEqual([
    true,
    true,
    true,
  ])
})

test('a method of a column gives a changed copy', () => {
  const plain = text()
  const changed = plain.nullable().unique().named('x')
  expect([plain.isNullable, plain.name, changed.isNullable, changed.name]).toEqual([
    false,
    undefined,
    true,
    'x',
  ])
})

test('the name of a constraint fits 63 bytes, and differs where the constraint does', () => {
  const long = 'é'.repeat(28)
  const table = defineTable(
    'é'.repeat(30),
    { id, [`${long}a`]: text(), [`${long}b`]: text() },
    {
      unique: [[`${long}a`], [`${long}b`]] as never,
      index: [
        { columns: ['id'], where: { id: 1 } },
        { columns: ['id'], where: { id: 2 } },
      ],
    },
  )
  const { uniques, indexes } = requireTable(table)
  const names = [...uniques, ...indexes].map(({ name }) => name)
  expect(new Set(names).size).toBe(4)
  for (const name of names) {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
    expect(name.isWellFormed()).toBe(true)
  }
})

describe('defineTable() throws TypeError for', () => {
  test.each<readonly [string, object, object?]>([
    ['no columns', {}],
    ['columns that are none', { id, x: 'text' }],
    ['a column of null', { id, x: null }],
    ['a column called as a word of filters', { id, and: text() }],
    ['a column called __proto__', { id, ['__proto__']: text() }],
    ['a column without a name', { id, '': text() }],
    ['two columns of one name', { id, userId: text(), user_id: text() }],
    ['names that differ in case only', { id, a: text().named('X'), b: text().named('x') }],
    ['the name that the library needs', { id, tombstone: text() }],
    ['no primary key', { x: text() }],
    ['two places for the primary key', { id, x: text() }, { primaryKey: ['x'] }],
    ['a primary key of nothing', { x: text() }, { primaryKey: [] }],
    ['a primary key that is no array', { x: text() }, { primaryKey: 'x' }],
    ['a primary key that names a column twice', { x: text() }, { primaryKey: ['x', 'x'] }],
    ['a primary key that names no column', { x: text() }, { primaryKey: ['y'] }],
    ['a nullable primary key', { x: text().nullable().primaryKey() }],
    ['a primary key of JSON', { x: json().primaryKey() }],
    ['a primary key that changes', { x: text(), version: version() }, { primaryKey: ['x', 'version'] }],
    ['a unique constraint of JSON', { id, x: json().unique() }],
    ['a unique constraint twice', { id, x: text().unique() }, { unique: [['x']] }],
    ['a unique constraint that is the primary key', { id: integer().primaryKey().unique() }],
    ['a unique constraint of nothing', { id }, { unique: [[]] }],
    ['an index of no column', { id }, { index: [['x']] }],
    ['an index twice', { id, x: text() }, { index: [['x'], ['x']] }],
    ['an index over JSON', { id, x: json() }, { index: [['x']] }],
    ['an index with an empty filter', { id, x: text() }, { index: [{ columns: ['x'], where: {} }] }],
    ['a check of nothing', { id }, { check: { x: {} } }],
    ['a check that says nothing', { id }, { check: { x: { and: [{}] } } }],
    ['a check of no column', { id }, { check: { x: { y: 1 } } }],
    ['a check of JSON', { id, x: json() }, { check: { x: { x: { path: ['a'], eq: 1 } } } }],
    [
      'a check of JSON below others',
      { id, x: json() },
      { check: { x: { or: [{ id: 1 }, { not: { x: { path: ['a'], eq: 1 } } }] } } },
    ],
    ['a check of bytes', { id, x: bytes() }, { check: { x: { x: { isNull: false } } } }],
    ['a check without a name', { id }, { check: { '': { id: 1 } } }],
    ['an unknown constraint', { id }, { uniques: [] }],
    ['constraints that are none', { id }, []],
    ['a default of another type', { id, x: text().default(7 as never) }],
    ['now for no timestamp', { id, x: text().default(now as never) }],
    ['a UUID for no text', { id, x: timestamp().default(newUuid as never) }],
    ['another collation', { id, x: text({ collation: 'de' as 'database' }) }],
    ['two columns kept for one purpose', { id, a: version(), b: version() }],
    ['a nullable tenant', { id, tenant: tenant().nullable() }],
    ['a default tenant', { id, tenant: tenant().default('a') }],
    ['a nullable version', { id, version: version().nullable() }],
    ['a default time of creation', { id, createdAt: timestamps().createdAt.default(now) }],
    ['a unique mark of deletion', { id, ...softDelete(), deletedBy: softDelete().deletedBy.unique() }],
    ['half of a soft delete', { id, deletedBy: softDelete().deletedBy }],
    ['a reference to nothing', { id, x: integer().references(() => undefined as never) }],
    ['a reference to a table', { id, x: integer().references(() => target as never) }],
    ['a reference to another type', { id, x: text().references(() => target.id) }],
    ['a reference to another precision', { id, x: decimal(8, 2).references(() => target.price) }],
    [
      'a reference to another collation',
      { id, x: text({ collation: 'database' }).references(() => target.code) },
    ],
    ['a reference to what is not unique', { id, x: text().references(() => target.name) }],
    ['a reference to a part of a key', { id, x: integer().references(() => pairs.a) }],
    [
      'a reference to a unique column of a table with soft delete',
      { id, x: text().references(() => soft.code) },
    ],
    ["a reference into a tenants' table without a tenant", { id, x: integer().references(() => owned.id) }],
    [
      'a reference with another onDelete',
      { id, x: integer().references(() => target.id, { onDelete: 'ignore' as 'cascade' }) },
    ],
    [
      'set-null where there must be a value',
      { id, x: integer().references(() => target.id, { onDelete: 'set-null' }) },
    ],
  ])('%s', (_, columns, constraints) => {
    expect(() => define(columns as object, constraints as object)).toThrow(TypeError)
  })

  test('a name that is none', () => {
    for (const name of ['', 7, null, undefined])
      expect(() => defineTable(name as string, { id })).toThrow(TypeError)
    expect(() => define(null as never)).toThrow(TypeError)
  })
})

const target = defineTable('target', {
  id,
  code: text().unique(),
  name: text(),
  price: decimal(6, 2).unique(),
})
const pairs = defineTable('pairs', { a: integer(), b: integer() }, { primaryKey: ['a', 'b'] })
const soft = defineTable('soft', { id, code: text().unique(), ...softDelete() })
const owned = defineTable('owned', { tenant: tenant(), id })

test('defineTable() takes references to a key, a unique column, a table of no tenant, and itself', () => {
  for (const x of [
    integer().references(() => target.id),
    text().references(() => target.code),
    decimal(6, 2).references(() => target.price),
    integer().references(() => soft.id),
    integer()
      .nullable()
      .references(() => target.id, { onDelete: 'set-null' }),
  ])
    expect(() => define({ id, x })).not.toThrow()
  expect(() => define({ tenant: tenant(), id, x: integer().references(() => owned.id) })).not.toThrow()
  const nodes = defineTable('nodes', {
    id,
    parent: integer()
      .nullable()
      .references((): TableColumn => nodes.id),
  })
  expect(requireTable(nodes).references[0]?.target().schema).toBe(requireTable(nodes))
})

test('references() takes a column of the same table by its property', () => {
  const named = define({ id, x: integer().nullable().references('id', { onDelete: 'set-null' }) })
  expect(requireTable(named).references[0]?.target()).toEqual({
    schema: requireTable(named),
    columns: ['id'],
  })
  const owned = define({ tenant: tenant(), id, x: integer().references('id') })
  expect(requireTable(owned).references[0]?.columns).toEqual(['tenant', 'x'])
  for (const property of ['nothing', 'other', 'x', undefined as never])
    expect(() => define({ id, other: text().unique(), x: integer().references(property) })).toThrow(TypeError)
})

test('a reference to a table that comes later is checked when the table is used', () => {
  const early = defineTable('early', { id, x: integer().references((): TableColumn => later.name) })
  const later = defineTable('later', { id, name: text() })
  expect(() => resolveTable(early)).toThrow(TypeError)
})

test('names that are too long or cannot be stored throw their code', () => {
  expect(() => defineTable('x'.repeat(64), { id })).toThrow(withCode('too-large'))
  expect(() => define({ id, ['x'.repeat(64)]: text() })).toThrow(withCode('too-large'))
  expect(() => text().named('a\u0000')).toThrow(withCode('invalid-value'))
  expect(() => defineTable('a\ud800', { id })).toThrow(withCode('invalid-value'))
  expect(() => define({ id, x: bigint().default(2n ** 63n) })).toThrow(withCode('out-of-range'))
  expect(() => define({ id, x: oneOf('a').default('b' as 'a') })).toThrow(withCode('invalid-value'))
})

test('a column that no engine could keep throws where it is made', () => {
  const wrong: readonly (readonly [number, number?])[] = [[0], [39], [1.5], [4, 5], [4, -1], [Number.NaN]]
  for (const given of wrong) expect(() => decimal(...given)).toThrow(RangeError)
  expect(() => decimal('4' as never)).toThrow(TypeError)
  expect(() => (oneOf as (...values: unknown[]) => unknown)()).toThrow(TypeError)
  expect(() => oneOf('a', 'a')).toThrow(TypeError)
  expect(() => oneOf(7 as never)).toThrow(TypeError)
  expect(() => oneOf('a\u0000')).toThrow(withCode('invalid-value'))
  for (const make of [timestamps, softDelete])
    expect(() => make({ nothing: 'x' } as never)).toThrow(TypeError)
  expect(requireTable(defineTable('it', { id: uuid().primaryKey() })).primaryKey).toEqual(['id'])
})
