import { splitStatements, type Lexicon } from '@holdfast/core'
import { describe, expect, test } from 'vitest'

export interface StatementEndTests {
  /** What the engine is called in titles. */
  readonly engine: string
  readonly lexicon: Lexicon
  /** Texts of one statement each. */
  readonly fragments: readonly string[]
  /** Statements that each fragment is put before. */
  readonly others: readonly string[]
  /** How many statements the engine itself finds; one that cannot count says 2 for more than one. */
  count(text: string): number | Promise<number>
}

/** Registers the tests that a text is cut where the engine itself ends a statement. */
export const statementEndTests = ({ engine, lexicon, fragments, others, count }: StatementEndTests): void => {
  describe(`splitStatements() ends a statement where ${engine} does:`, () => {
    test.each(fragments)('%s', async (fragment) => {
      expect(splitStatements(fragment, lexicon).map(({ text }) => text)).toEqual([fragment])
      expect(await count(fragment)).toBe(1)
      for (const other of others) {
        const both = `${fragment};${other};;`
        expect(await count(both)).toBe(2)
        expect(splitStatements(both, lexicon).map(({ text }) => text)).toEqual([fragment, other])
      }
    })
  })
}
