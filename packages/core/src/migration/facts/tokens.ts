import type { Lexicon } from '../../database/lexicon.ts'
import { Lexer, type TokenKind } from '../text/lexer.ts'
import { problem } from '../text/problem.ts'

/** One statement cut into tokens, kept as columns of numbers: a statement may be a load of a million values. */
export interface Tokens {
  readonly text: string
  readonly kinds: readonly TokenKind[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export const tokensOf = (text: string, lexicon: Lexicon): Tokens => {
  const kinds: TokenKind[] = []
  const starts: number[] = []
  const ends: number[] = []
  const lexer = new Lexer(text, lexicon, (_, reason) => {
    throw problem('the statement', 1, reason)
  })
  for (let kind = lexer.next(); kind !== 'end'; kind = lexer.next()) {
    kinds.push(kind)
    starts.push(lexer.start)
    ends.push(lexer.end)
  }
  return { text, kinds, starts, ends }
}
