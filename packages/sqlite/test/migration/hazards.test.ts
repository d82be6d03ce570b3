import { lintText } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { hazards } from '../../src/migration/hazards.ts'
import { cases } from './hazard-cases.ts'
import { linted } from './linted.ts'

const trippedBy = async (rule: string, made: string, text: string): Promise<readonly unknown[]> =>
  (await linted(made, text)).filter((finding) => finding.rule === rule)

describe('lintText(), with SQLite at hand:', () => {
  test.each(cases)('%s where the database is (%s) is tripped by %s', async (rule, made, trips) => {
    expect(await trippedBy(rule, made, trips)).not.toEqual([])
  })

  test.each(cases.map(([rule, made, , passes]) => [rule, made, passes] as const))(
    '%s where the database is (%s) lets %s pass',
    async (rule, made, passes) => {
      expect(await trippedBy(rule, made, passes)).toEqual([])
    },
  )

  test('every rule has a text that trips it and one that does not', () => {
    // SL12 is of older versions than the one that is here.
    const tried = new Set([...cases.map(([rule]) => rule), 'SL12'])
    expect([...tried].toSorted()).toEqual(hazards.map(({ id }) => id))
  })
})

test('SL12 is judged by the version of the library', async () => {
  const text = 'alter table t add constraint c check (a > 0); alter table t alter column a drop not null'
  const found = (await lintText(text, dialect)).filter(({ rule }) => rule === 'SL12')
  expect(found.map(({ level }) => level)).toEqual(['not-judged', 'not-judged'])
  expect(await trippedBy('SL12', 'create table t (a)', text)).toEqual([])
  expect(await trippedBy('SL12', '', 'alter table t add constraint c unique (a)')).toHaveLength(1)
  expect(await trippedBy('SL12', '', 'alter table t alter column a type text')).toHaveLength(1)
})
