import { expect, test } from 'vitest'
import type { SchemaModel } from '../../src/contracts/schema-model.ts'
import { describeChange } from '../../src/schema/describe-change.ts'
import type { DifferenceOptions } from '../../src/schema/difference-options.ts'
import { schemaDifference } from '../../src/schema/schema-difference.ts'
import { column, id, reference, schema, table } from './models.ts'

const told = (
  before: SchemaModel,
  after: SchemaModel,
  options: DifferenceOptions = { scope: 'all' },
): readonly string[] => schemaDifference(before, after, options).changes.map(describeChange)

test('schemaDifference() names what differs in a column, one aspect at a time', () => {
  const before = schema([
    table('users', [id, column('email', 'text'), column('age', 'integer', { default: '1' })]),
  ])
  const after = schema([
    table('users', [
      id,
      column('email', 'character varying(20)', { nullable: false }),
      column('age', 'integer', { default: '2', collation: 'C' }),
    ]),
  ])
  expect(told(before, after)).toEqual([
    'table users: column email: type text instead of character varying(20)',
    'table users: column email: nullable instead of not null',
    'table users: column age: collation none instead of C',
    'table users: column age: default 1 instead of 2',
  ])
  expect(told(before, before)).toEqual([])
})

test('schemaDifference() takes no notice of the order of columns, constraints and tables', () => {
  const checks = [
    { name: 'one', expression: 'a > 1', isValid: true },
    { name: 'two', expression: 'a > 2', isValid: true },
  ]
  const users = table('users', [id, column('a', 'integer'), column('b', 'text')], { checks })
  const turned = { ...users, columns: users.columns.toReversed(), checks: checks.toReversed() }
  expect(told(schema([users, table('teams', [id])]), schema([table('teams', [id]), turned]))).toEqual([])
})

test('schemaDifference() takes no notice of names of constraints where definitions are compared, and does between databases', () => {
  const named = (name: string): SchemaModel =>
    schema([table('users', [id, column('a', 'integer')], { uniques: [{ name, columns: ['a'] }] })])
  expect(told(named('users_a_key'), named('users_a_unique'), { scope: 'defined' })).toEqual([])
  expect(told(named('users_a_key'), named('users_a_unique'))).toEqual([
    'table users: unique users_a_key (a): not expected',
    'table users: unique users_a_unique (a): missing',
  ])
})

test('schemaDifference() takes a unique index over the columns for a unique constraint of a definition, a partial one not', () => {
  const index = { name: 'a_once', unique: true, keys: [{ column: 'a' }], isValid: true }
  const columns = [id, column('a', 'integer')]
  const wanted = schema([table('users', columns, { uniques: [{ columns: ['a'] }] })])
  const has = (indexes: SchemaModel['tables'][number]['indexes']): SchemaModel =>
    schema([table('users', columns, { indexes })])
  expect(told(has([index]), wanted, { scope: 'defined' })).toEqual([])
  const missing = 'table users: unique (a): missing'
  const spare = 'table users: index a_once (a): not expected'
  expect(told(has([{ ...index, where: 'a > 1' }]), wanted, { scope: 'defined' })).toEqual([spare, missing])
  expect(told(has([{ ...index, isValid: false }]), wanted, { scope: 'defined' })).toEqual([spare, missing])
  expect(told(has([index]), wanted)).toEqual([spare, missing])
})

test('schemaDifference() leaves alone what definitions cannot say', () => {
  const before = schema(
    [
      table('users', [id], { options: { storage: 'fillfactor=70' }, others: [{ definition: 'exclude' }] }),
      table('others', [id]),
    ],
    { views: [{ name: 'v', sql: 'select 1' }], functions: ['f'] },
  )
  const after = schema([table('users', [id])])
  expect(told(before, after, { scope: 'defined' })).toEqual([])
  expect(told(before, after, { scope: 'defined', dropOthers: true })).toEqual(['table others: not expected'])
  expect(told(before, after)).toEqual([
    'view v: not expected, or different',
    'table users: constraint: not expected',
    'table users: option storage: fillfactor=70 instead of not set',
    'table others: not expected',
    'function f: not expected, or different',
  ])
})

test('schemaDifference() gives an order in which the changes can be made', () => {
  const before = schema([
    table('old_children', [id, column('up', 'integer')], { foreignKeys: [reference('up', 'old_parents')] }),
    table('old_parents', [id]),
    table('kept', [id, column('gone', 'text'), column('b', 'text')], {
      indexes: [{ name: 'on_gone', unique: false, keys: [{ column: 'gone' }], isValid: true }],
    }),
  ])
  const after = schema([
    table('children', [id, column('up', 'integer')], { foreignKeys: [reference('up', 'parents')] }),
    table('kept', [id, column('b', 'integer'), column('up', 'integer')], {
      foreignKeys: [reference('up', 'parents')],
    }),
    table('parents', [id]),
  ])
  expect(told(before, after)).toEqual([
    'table kept: index on_gone (gone): not expected',
    'table parents: missing',
    'table children: missing',
    'table kept: column up: missing',
    'table kept: column b: type text instead of integer',
    'table kept: foreign key (up): missing',
    'table kept: column gone: not expected',
    'table old_children: not expected, perhaps renamed to children',
    'table old_parents: not expected, perhaps renamed to parents',
  ])
})
