import { expect, test } from 'vitest'
import { columnCheckName } from '../../src/tables/column-check-name.ts'

test('columnCheckName() says table and column where that is plain and short', () => {
  expect(columnCheckName('users', { name: 'credits' }, 'range')).toBe('users_credits_range')
})

test.each([
  ['users', 'we"ird'],
  ['ünï', 'a'],
  ['a b', 'c'],
  ['t'.repeat(40), 'c'.repeat(40)],
])('columnCheckName() of %s and %s is plain letters that an engine can tell, and its own', (table, name) => {
  const one = columnCheckName(table, { name }, 'range')
  expect(one).toMatch(/^\w{1,63}_range$/)
  expect(one).not.toBe(columnCheckName(table, { name: `${name}x` }, 'range'))
  expect(one).not.toBe(columnCheckName(`${table}_`, { name }, 'range'))
})
