import { factsOf, splitStatements, type Lexicon, type StatementFacts } from '../../src/index.ts'
import { expect } from 'vitest'
import { rich } from './lexicons.ts'

/** The facts of every statement of a text. */
export const all = (text: string, lexicon: Lexicon = rich): readonly StatementFacts[] =>
  splitStatements(text, lexicon).map((statement) => factsOf(statement, lexicon))

/** The facts of a text of one statement. */
export const one = (text: string, lexicon: Lexicon = rich): StatementFacts => {
  const [facts, ...others] = all(text, lexicon)
  if (facts === undefined || others.length > 0) throw new Error('Not one statement')
  return facts
}

/** A name, as an asymmetric matcher. */
export const named = (name: string): object => expect.objectContaining({ name })
