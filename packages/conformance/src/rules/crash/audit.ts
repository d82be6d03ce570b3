import type { Database, Entry } from '@holdfast/core'
import { expect } from 'vitest'
import { collect } from '../../failures.ts'

const keys = async (db: Database, store: string): Promise<Set<string>> =>
  new Set((await collect(db.keyValue(store).list())).map(({ key }: Entry<unknown>) => String(key)))

/** What a writer may expect of its database after anything: what was acknowledged is there, and no transaction by half. */
export const audit = async (
  db: Database,
  said: readonly string[],
): Promise<{ acknowledged: number; pairs: number }> => {
  const [single, left, right] = await Promise.all([keys(db, 'single'), keys(db, 'left'), keys(db, 'right')])
  const acknowledged = said.filter((line) => /^(single|pair) /.test(line))
  const lost = acknowledged.filter((line) => {
    const [kind, key = ''] = line.split(' ')
    return kind === 'single' ? !single.has(key) : !left.has(key) || !right.has(key)
  })
  expect(lost, 'acknowledged and lost').toStrictEqual([])
  expect(
    [...left].filter((key) => !right.has(key)),
    'half of a transaction',
  ).toStrictEqual([])
  expect(
    [...right].filter((key) => !left.has(key)),
    'half of a transaction',
  ).toStrictEqual([])
  expect((await db.keyValue<number>('sum').get('pairs')) ?? 0, 'pairs that were counted').toBe(left.size)
  return { acknowledged: acknowledged.length, pairs: left.size }
}
