import { assert, constantFrom, array, property, oneof, string } from 'fast-check'
import { expect, test } from 'vitest'
import {
  factsOf,
  HoldfastError,
  lintText,
  splitStatements,
  type Lexicon,
  type SqlStatement,
} from '../../src/index.ts'
import { isAdditive } from '../../src/migration/facts/additive.ts'
import { writes } from '../../src/migration/facts/writes.ts'
import { plain, rich } from './lexicons.ts'

const words =
  `create alter drop table index unique on add column constraint primary key foreign references check default not null rename to
  type set using update delete from insert into values select with as where trigger begin end atomic function returns or replace if exists
  temp cascade only limit order by virtual generated always stored identity a b "c" "d""e" [f] \`g\` 'h' E'i\\'' $$j$$ $k$ ( ) ( ) , , ; ; . = *
  -- /* */ 1 2.5 $1 ' " truncate merge copy pragma vacuum reindex grant explain do call`.split(/\s+/)

/** Texts that are nearly SQL, and some that are not at all. */
const text = array(
  oneof({ weight: 20, arbitrary: constantFrom(...words) }, { weight: 1, arbitrary: string() }),
  {
    maxLength: 60,
  },
).map((parts) => parts.join(' '))

const split = (given: string, lexicon: Lexicon): readonly SqlStatement[] => {
  try {
    return splitStatements(given, lexicon)
  } catch (error) {
    // Nothing else may come out of it, whatever goes in.
    expect(error).toBeInstanceOf(HoldfastError)
    return []
  }
}

for (const [title, lexicon] of [
  ['many quotes', plain],
  ['rich quotes', rich],
] as const) {
  test(`splitStatements() gives parts of the text, in order, with their lines (${title})`, () => {
    assert(
      property(text, (given) => {
        let behind = 0
        for (const statement of split(given, lexicon)) {
          const at = given.indexOf(statement.text, behind)
          expect(statement.text).not.toBe('')
          expect(at).toBeGreaterThanOrEqual(behind)
          expect(split(`${statement.text};`, lexicon).map((one) => one.text)).toEqual([statement.text])
          behind = at + statement.text.length
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test(`factsOf() and lintText() have an answer for whatever splitStatements() gives (${title})`, async () => {
    const given: string[] = []
    assert(
      property(text, (one) => {
        for (const statement of split(one, lexicon)) {
          const facts = factsOf(statement, lexicon)
          expect(facts.statement).toBe(statement)
          writes(facts)
          expect(facts.kind === 'unknown' && isAdditive(facts)).toBe(false)
          given.push(statement.text)
        }
      }),
      { numRuns: 2_000 },
    )
    expect(given.length).toBeGreaterThan(500)
    for (const one of given.slice(0, 500))
      for (const finding of await lintText(one, { lexicon, hazards: [] }))
        expect(finding.line).toBeGreaterThan(0)
  })
}
