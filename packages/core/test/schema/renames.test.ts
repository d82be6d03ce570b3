import { expect, test } from 'vitest'
import type { Renames } from '../../src/contracts/schema-change.ts'
import { describeChange } from '../../src/schema/describe-change.ts'
import { schemaDifference } from '../../src/schema/schema-difference.ts'
import { column, id, reference, schema, table } from './models.ts'

const before = schema([
  table('people', [id, column('name', 'text'), column('age', 'integer')], {
    checks: [{ name: 'named', expression: `"name" <> 'name' AND length(name) > 1`, isValid: true }],
    indexes: [{ name: 'by_name', unique: false, keys: [{ expression: 'lower(name)' }], isValid: true }],
    uniques: [{ columns: ['name', 'age'] }],
  }),
  table('notes', [id, column('person', 'integer')], { foreignKeys: [reference('person', 'people')] }),
])

const after = schema([
  table('users', [id, column('full_name', 'text'), column('age', 'integer')], {
    checks: [{ name: 'named', expression: `"full_name" <> 'name' AND length(full_name) > 1`, isValid: true }],
    indexes: [{ name: 'by_name', unique: false, keys: [{ expression: 'lower(full_name)' }], isValid: true }],
    uniques: [{ columns: ['full_name', 'age'] }],
  }),
  table('notes', [id, column('person', 'integer')], { foreignKeys: [reference('person', 'users')] }),
])

const told = (renames: Renames): readonly string[] =>
  schemaDifference(before, after, { scope: 'all', renames }).changes.map(describeChange)

test('schemaDifference() makes nothing but the renames that were answered, with all that names the column', () => {
  expect(told({ people: 'users', 'people.name': 'users.full_name' })).toEqual([
    'table people: called users from now on',
    'table users: column name: called full_name from now on',
  ])
  expect(told({ people: 'users', 'people.name': 'full_name' })).toHaveLength(2)
  expect(told({ people: 'users', 'users.name': 'users.full_name' })).toHaveLength(2)
})

test('schemaDifference() never guesses a rename, and asks', () => {
  const open = schemaDifference(before, after, { scope: 'all' })
  expect(open.changes.map(describeChange)).toContain('table people: not expected, perhaps renamed to users')
  expect(open.questions).toEqual([{ from: 'people', to: ['users'] }])
  const half = schemaDifference(before, after, { scope: 'all', renames: { people: 'users' } })
  expect(half.questions).toEqual([{ from: 'users.name', to: ['users.full_name'] }])
  expect(half.changes.find(({ kind }) => kind === 'drop-column')).toMatchObject({
    probableRename: ['users.full_name'],
  })
})

test('schemaDifference() asks no more where the answer was that it is no rename', () => {
  const renames = { people: 'users', 'users.name': false } as const
  const answered = schemaDifference(before, after, { scope: 'all', renames })
  expect(answered.questions).toEqual([])
  expect(answered.changes.find(({ kind }) => kind === 'drop-column')).not.toHaveProperty('probableRename')
})

test('schemaDifference() asks of tables that stay too, where definitions have one that is like them', () => {
  const defined = schemaDifference(before, after, { scope: 'defined' })
  expect(defined.changes.some(({ kind }) => kind === 'drop-table')).toBe(false)
  expect(defined.questions).toEqual([{ from: 'people', to: ['users'] }])
})

test('schemaDifference() sees no rename in columns of different types, nor in tables that share little', () => {
  const one = schema([table('a', [id, column('x', 'text'), column('y', 'text')])])
  const two = schema([table('a', [id, column('z', 'integer'), column('y', 'text')])])
  expect(schemaDifference(one, two, { scope: 'all' }).questions).toEqual([])
  const other = schema([table('b', [id, column('q', 'text'), column('r', 'text')])])
  expect(schemaDifference(one, other, { scope: 'all' }).questions).toEqual([])
})
