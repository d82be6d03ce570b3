import { describe, expect, test } from 'vitest'
import { hazards } from '../../src/migration/hazards.ts'
import { cases } from './hazard-cases.ts'
import { linted } from './linted.ts'

const trippedBy = async (rule: string, made: string, text: string): Promise<readonly unknown[]> =>
  (await linted(made, text)).filter((finding) => finding.rule === rule)

describe('lintText(), with PostgreSQL at hand:', () => {
  const others = cases.filter(([rule]) => rule !== 'PG03')

  test.each(others)('%s where the database is (%s) is tripped by %s', async (rule, made, trips) => {
    expect(await trippedBy(rule, made, trips)).not.toEqual([])
  })

  test.each(others.map(([rule, made, , passes]) => [rule, made, passes] as const))(
    '%s where the database is (%s) lets %s pass',
    async (rule, made, passes) => {
      expect(await trippedBy(rule, made, passes)).toEqual([])
    },
  )

  test('every rule has a text that trips it and one that does not', () => {
    expect([...new Set(cases.map(([rule]) => rule))].toSorted()).toEqual(hazards.map(({ id }) => id))
  })
})
