import type { Lexicon } from '../../database/lexicon.ts'
import { tokensOf } from './expression-tokens.ts'

/** Whether an expression that the engine keeps names this column. It says so too often rather than too seldom. */
export const isMentioned = (name: string, expression: string | undefined, lexicon: Lexicon): boolean =>
  expression !== undefined &&
  tokensOf(expression, lexicon).some((token) => token.name?.toLowerCase() === name.toLowerCase())
