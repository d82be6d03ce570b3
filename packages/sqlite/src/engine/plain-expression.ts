import { closingOf, isSign, type DdlToken } from './ddl-tokens.ts'

/** Words behind which a parenthesis is no call. */
const operators = new Set(
  'and or not in is like glob between when then else case end exists collate as on from where select over filter'.split(
    ' ',
  ),
)

const same: Readonly<Record<string, string>> = { '!=': '<>', '==': '=' }

/**
 * An expression of DDL written in one way, however its author wrote it: the engine keeps the text as it was, so that `credits>=0` and
 * `("credits" >= 0)` would differ. Columns stand in quotes, other words in lower case.
 */
export const plainExpression = (tokens: readonly DdlToken[], columns: readonly string[]): string => {
  const inner = withoutParentheses(tokens)
  const names = new Map(columns.map((column) => [column.toLowerCase(), column]))
  let text = ''
  for (const [at, { kind, value }] of inner.entries()) {
    const next = inner[at + 1]
    const column = kind === 'word' && isSign(next, '(') ? undefined : names.get(value.toLowerCase())
    const written =
      kind === 'literal' || (kind === 'word' && column === undefined)
        ? value
        : kind === 'sign'
          ? (same[value] ?? value)
          : `"${(column ?? value).replaceAll('"', '""')}"`
    text += spaceBefore(inner, at) ? ` ${written}` : written
  }
  return text
}

const withoutParentheses = (tokens: readonly DdlToken[]): readonly DdlToken[] => {
  let inner = tokens
  while (isSign(inner[0], '(') && closingOf(inner, 0) === inner.length - 1) inner = inner.slice(1, -1)
  return inner
}

const spaceBefore = (tokens: readonly DdlToken[], at: number): boolean => {
  const token = tokens[at]!
  const before = tokens[at - 1]
  if (before === undefined || isSign(before, '(') || isSign(before, '.')) return false
  if (token.kind === 'sign' && [')', ',', '.'].includes(token.value)) return false
  if (isSign(token, '(')) {
    return before.kind !== 'word' || operators.has(before.value)
  }
  // A sign before a number belongs to it where no value stands before the sign.
  if (token.kind === 'literal' && (isSign(before, '-') || isSign(before, '+'))) {
    const left = tokens[at - 2]
    return !(left === undefined || (left.kind === 'sign' && left.value !== ')') || operators.has(left.value))
  }
  return true
}
