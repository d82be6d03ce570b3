import type { CheckModel } from '../../contracts/schema-model.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { columnCheckName } from '../../tables/column-check-name.ts'
import { tokensOf } from './expression-tokens.ts'
import { isMentioned } from './is-mentioned.ts'

/** The ends of the ranges that types have, without their points. */
const ends = /9007199254740991|17976931348623157/

/** The range of a truth value that an engine keeps as a number. Such engines keep names, so without one it is somebody else's. */
const truth = /\bbetween\s+0\s+and\s+1\W*$/i

/**
 * Whether a check holds a column to the range or the list of its type, and so falls with the type. A renamed table or column leaves the name of the check
 * as it was, and some engines keep no names, so what the check says decides then: a range that somebody else has set stays.
 */
export const isTypeCheck = (
  { name, expression }: CheckModel,
  table: string,
  column: string,
  lexicon: Lexicon,
): boolean => {
  const isOurs = (kind: 'range' | 'values'): boolean =>
    name === columnCheckName(table, { name: column }, kind)
  if (isOurs('range') || isOurs('values')) return true
  const kind = name === undefined ? kindOf(expression, column, lexicon) : /_(range|values)$/.exec(name)?.[1]
  // What a definition says beside its types is written so that null does not pass.
  if (kind === undefined || !isMentioned(column, expression, lexicon) || /\bis true\W*$/i.test(expression))
    return false
  return (
    kind === 'values' ||
    ends.test(expression.replaceAll('.', '')) ||
    (name !== undefined && truth.test(expression))
  )
}

const kindOf = (expression: string, column: string, lexicon: Lexicon): 'range' | 'values' | undefined => {
  const [first, second] = tokensOf(expression, lexicon).filter(({ name }) => name !== undefined)
  if (first?.name !== column) return undefined
  const word = second?.name?.toLowerCase()
  return word === 'between' ? 'range' : word === 'in' ? 'values' : undefined
}
