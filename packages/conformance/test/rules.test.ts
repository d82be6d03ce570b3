import { errorCodes } from '@holdfast/core'
import { expect, test } from 'vitest'
import { openLedger } from '../src/ledger.ts'
import { rules } from '../src/rules.ts'
import { saboteurs } from '../src/saboteurs.ts'

test('the suite holds hundreds of rules, each with an id of its own, a sentence and a time limit', () => {
  const behaviour = rules.filter(({ tier }) => tier === 'behaviour')
  expect(behaviour.length).toBeGreaterThan(500)
  expect(openLedger(rules).entries).toHaveLength(rules.length)
  expect(rules.filter(({ title }) => title.length < 15).map(({ id }) => id)).toStrictEqual([])
  expect(rules.filter(({ id }) => !/^[a-z-]+(\.[\w().+-]+)+$/i.test(id)).map(({ id }) => id)).toStrictEqual(
    [],
  )
  expect(behaviour.filter(({ timeout }) => timeout > 120_000).map(({ id }) => id)).toStrictEqual([])
})

test('every code of the closed list has its rule', () => {
  const ids = new Set(rules.map(({ id }) => id))
  expect(Object.keys(errorCodes).filter((code) => !ids.has(`errors.${code}`))).toStrictEqual([])
})

test('every saboteur names a rule of the suite, and no two are the same', () => {
  const ids = new Set(rules.map(({ id }) => id))
  expect(saboteurs.filter(({ caughtBy }) => !ids.has(caughtBy))).toStrictEqual([])
  expect(new Set(saboteurs.map(({ title }) => title)).size).toBe(saboteurs.length)
  expect(saboteurs.length).toBeGreaterThan(40)
})

test('every rule about faults has a saboteur that it catches', () => {
  const caught = new Set(saboteurs.map(({ caughtBy }) => caughtBy))
  // With `.each` it is the same rule at its full length.
  const ofFaults = rules.filter(({ id }) => /^faults\..*(?<!\.each)$/.test(id)).map(({ id }) => id)
  expect(ofFaults.length).toBeGreaterThan(10)
  expect(ofFaults.filter((id) => !caught.has(id))).toStrictEqual([])
})
