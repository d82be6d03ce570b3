import type { Lexicon } from '../../database/lexicon.ts'
import { Lexer } from '../text/lexer.ts'

export interface ExpressionToken {
  /** What it names, without quotes; undefined for a token that is no name. */
  readonly name: string | undefined
  readonly start: number
  readonly end: number
  /** A parenthesis follows: it is a function. */
  readonly isCalled: boolean
}

/** The tokens of an expression that the engine keeps, and can therefore be read. */
export const tokensOf = (expression: string, lexicon: Lexicon): readonly ExpressionToken[] => {
  const lexer = new Lexer(expression, lexicon, (_, reason) => {
    throw new Error(`an expression of the engine cannot be read: ${reason}`)
  })
  const tokens: ExpressionToken[] = []
  for (let kind = lexer.next(); kind !== 'end'; kind = lexer.next()) {
    const { start, end } = lexer
    const token = expression.slice(start, end)
    const name =
      kind === 'quoted' ? token.slice(1, -1).replaceAll('""', '"') : kind === 'word' ? token : undefined
    tokens.push({ name, start, end, isCalled: /^\s*\(/.test(expression.slice(end, end + 20)) })
  }
  return tokens
}
