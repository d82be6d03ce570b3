import { describe, expect, test } from 'vitest'
import { lintText, type Finding, type LintOptions } from '../../src/index.ts'
import { portableRules } from '../../src/migration/lint/rules/portable-rules.ts'
import { checksum } from '../../src/migration/text/normalise.ts'
import { alone, cases, history, open } from './hazard-cases.ts'
import { plain, rich } from './lexicons.ts'

const lint = (text: string, options: LintOptions = {}): Promise<readonly Finding[]> =>
  lintText(text, { lexicon: rich, hazards: [] }, options)

/** What the rule says of the text: its lines and levels. */
const saidBy = async (rule: string, text: string, options: LintOptions): Promise<readonly string[]> =>
  (await lint(text, options))
    .filter((finding) => finding.rule === rule)
    .map(({ level, line }) => `${line} ${level}`)

describe('lintText(), by rule:', () => {
  const named = cases.map(([rule, trips, said, passes, options = {}]) => ({
    rule,
    trips,
    said,
    passes,
    options,
  }))

  test.each(named)('$rule is tripped by $trips', async ({ rule, trips, said, options }) => {
    expect(await saidBy(rule, trips, options)).toEqual(said)
  })

  test.each(named)('$rule lets $passes pass', async ({ rule, passes, options: { portable = false } }) => {
    expect(await saidBy(rule, passes, { portable })).toEqual([])
  })

  test('every rule of all engines has a text that trips it and one that does not', () => {
    expect([...new Set(cases.map(([rule]) => rule))].toSorted()).toEqual(
      portableRules.map(({ id }) => id).toSorted(),
    )
  })

  test('numbers of equal width, the next power of ten and the text that was applied pass', async () => {
    for (const options of [
      history('004', ['001', '002', '003']),
      history('1000', ['998', '999']),
      history('003', [], checksum('select 1')),
    ])
      expect(await lint('select 1', options)).toEqual([])
  })

  test('without being told that a text is meant for every engine, none is judged by that', async () => {
    expect(await saidBy('PT01', 'pragma foreign_keys', {})).toEqual([])
  })

  test('ID01 reads what an UPDATE sets in one pass, however deep its parentheses are', async () => {
    const depth = 200_000
    const text = `${alone}update a set b = ${'('.repeat(depth)}b + 1${')'.repeat(depth)}`
    expect(await saidBy('ID01', text, {})).toEqual(['2 refuse'])
  })

  test('names are compared as the engine compares them', async () => {
    const text = 'create table Users (b int); drop table "USERS"'
    expect(await saidBy('DL01', text, {})).toEqual(open)
    const findings = await lintText(text, { lexicon: plain, hazards: [] })
    expect(findings.filter(({ rule }) => rule === 'DL01')).toEqual([])
  })
})
