import { expect, test } from 'vitest'
import { fingerprintOf } from '../../src/schema/fingerprint.ts'
import { column, id, schema, table } from './models.ts'

const [a, b] = [column('a', 'text'), column('b', 'text')]
const users = table('users', [id, a, b], { sql: 'CREATE TABLE users' })

test('fingerprintOf() is the same whatever the order of columns and tables, and however the DDL was written', () => {
  const turned = { ...users, columns: users.columns.toReversed(), sql: 'create  table users' }
  const teams = table('teams', [id])
  const print = fingerprintOf(schema([users, teams]))
  expect(print).toMatch(/^1:[\da-f]{64}$/)
  expect(fingerprintOf(schema([teams, turned]))).toBe(print)
})

test('fingerprintOf() differs with a type, a default, the order of a key, the name of a constraint and a view', () => {
  const other = [
    schema([{ ...users, columns: [id, { ...a, type: 'integer' }, b] }]),
    schema([{ ...users, columns: [id, { ...a, default: `''` }, b] }]),
    schema([{ ...users, primaryKey: ['a', 'b'] }]),
    schema([{ ...users, primaryKey: ['b', 'a'] }]),
    schema([{ ...users, uniques: [{ name: 'one', columns: ['a'] }] }]),
    schema([{ ...users, uniques: [{ name: 'two', columns: ['a'] }] }]),
    schema([users], { views: [{ name: 'v', sql: 'select 1' }] }),
    schema([users], { functions: ['f'] }),
    schema([users]),
  ]
  expect(new Set(other.map(fingerprintOf)).size).toBe(other.length)
})
