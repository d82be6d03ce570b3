import { expect, test } from 'vitest'
import { defineTable, integer, many, text, type TableColumn } from '../../src/index.ts'
import { checkIncludes } from '../../src/door/includes.ts'
import { useTable } from '../../src/door/table-use.ts'
import type { Tenancy } from '../../src/door/tenancy.ts'
import { letters, people, schemaOf, seats, useOf } from './record-tables.ts'

const none: Tenancy = { kind: 'none' }
const tenancy: Tenancy = { kind: 'tenant', id: 't' }
const include = (table: object, given: unknown, of: Tenancy = none): unknown =>
  checkIncludes(schemaOf(table), given, of, 'test')

test('checkIncludes() finds the columns that are equal, in both directions', () => {
  expect(include(letters, { receiver: letters.to })).toEqual([
    {
      name: 'receiver',
      isMany: false,
      schema: schemaOf(people),
      own: ['to'],
      other: ['id'],
      tenant: undefined,
    },
  ])
  expect(include(people, { letters: many(letters.to) })).toEqual([
    {
      name: 'letters',
      isMany: true,
      schema: schemaOf(letters),
      own: ['id'],
      other: ['to'],
      tenant: undefined,
    },
  ])
})

test("checkIncludes() binds rows of a tenants' table to the tenant, and throws TypeError without one", () => {
  const given = { seats: many(seats.person) }
  expect(include(people, given, tenancy)).toMatchObject([{ tenant: 't' }])
  expect(include(people, given, { kind: 'system' })).toMatchObject([{ tenant: undefined }])
  expect(() => include(people, given)).toThrow(TypeError)
})

test('checkIncludes() throws TypeError for what joins nothing', () => {
  for (const given of [
    null,
    [],
    'to',
    { to: letters.to },
    { a: letters.title },
    { a: letters },
    { a: people.id },
    { a: many(letters.to) },
    { a: seats.person },
    { a: null },
    { a: 'to' },
    { a: { many: null } },
    { a: { table: 'letters', property: 'to' } },
    JSON.parse('{"__proto__":1}'),
  ])
    expect(() => include(letters, given)).toThrow(TypeError)
  expect(() => include(people, { a: letters.to })).toThrow(TypeError)
  expect(() => many(7 as never)).toThrow(TypeError)
})

test("useTable() throws TypeError for what is no table, and for a tenants' table on a session without a tenant", () => {
  for (const table of [undefined, null, 'people', {}, people.id, { ...people }, [people]])
    expect(() => useOf(table as object)).toThrow(TypeError)
  expect(() => useOf(seats)).toThrow(TypeError)
  expect([
    useOf(seats, tenancy).tenant,
    useOf(people, tenancy).tenant,
    useOf(seats, { kind: 'system' }).tenant,
  ]).toEqual(['t', undefined, undefined])
})

test('useTable() checks references that the definition could not, because their table came later', () => {
  const early = defineTable('early', {
    id: integer().primaryKey(),
    later: integer().references((): TableColumn => later.name),
  })
  const later = defineTable('later', { id: integer().primaryKey(), name: text() })
  const facts = { tenancy: none, inTransaction: false, secret: undefined }
  for (let turn = 0; turn < 2; turn++) expect(() => useTable(early, facts)).toThrow(/is of the type integer/)
})
