/** A piece of DDL. `value`: of a word its lower case, of a quoted name the name itself, else the text. */
export interface DdlToken {
  readonly kind: 'word' | 'name' | 'literal' | 'sign'
  readonly value: string
  readonly start: number
  readonly end: number
}

const pieces =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<literal>x?'(?:[^']|'')*'|(?:0x[\da-f]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?))|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<sign>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[\s\S])/giuy

/** What the engine sees of its own DDL text, without white space and comments. */
export const ddlTokens = (text: string): readonly DdlToken[] => {
  const tokens: DdlToken[] = []
  for (const match of text.matchAll(pieces)) {
    const { space, literal, name, word } = match.groups!
    if (space !== undefined) continue
    const at = { start: match.index, end: match.index + match[0].length }
    if (word !== undefined) tokens.push({ kind: 'word', value: word.toLowerCase(), ...at })
    else if (name !== undefined) tokens.push({ kind: 'name', value: unquoted(name), ...at })
    else tokens.push({ kind: literal === undefined ? 'sign' : 'literal', value: match[0], ...at })
  }
  return tokens
}

const unquoted = (name: string): string => {
  const quote = name[0]!
  const inner = name.slice(1, -1)
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote)
}

export const isSign = (token: DdlToken | undefined, value: string): boolean =>
  token?.kind === 'sign' && token.value === value

export const isWord = (token: DdlToken | undefined, value: string): boolean =>
  token?.kind === 'word' && token.value === value

/** Where the parenthesis that opens at `open` is closed. */
export const closingOf = (tokens: readonly DdlToken[], open: number): number => {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (isSign(tokens[at], '(')) depth++
    if (isSign(tokens[at], ')') && --depth === 0) return at
  }
  return tokens.length - 1
}

/** The items between the parentheses at `open` and its end, cut at the commas. */
export const listOf = (tokens: readonly DdlToken[], open: number): readonly (readonly DdlToken[])[] => {
  const items: DdlToken[][] = [[]]
  let depth = 0
  for (const token of tokens.slice(open + 1, closingOf(tokens, open))) {
    if (isSign(token, '(')) depth++
    if (isSign(token, ')')) depth--
    if (depth === 0 && isSign(token, ',')) items.push([])
    else items.at(-1)!.push(token)
  }
  return items
}
