import type { Deferrable } from '@holdfast/core'
import { closingOf, isSign, isWord, type DdlToken } from './ddl-tokens.ts'

/** Expressions are tokens still. */
export interface NamedTokens {
  readonly name?: string
  readonly tokens: readonly DdlToken[]
}

export interface ForeignKeyDdl {
  readonly name?: string
  readonly columns: readonly string[]
  readonly deferrable?: Deferrable
}

/** One column's text, cut into what it says. */
export interface ColumnDdl {
  readonly name: string
  readonly default?: readonly DdlToken[]
  readonly generated?: readonly DdlToken[]
  readonly collation?: string
  readonly autoincrement: boolean
  readonly checks: readonly NamedTokens[]
  readonly uniques: readonly { readonly name?: string }[]
  readonly foreignKeys: readonly Omit<ForeignKeyDdl, 'columns'>[]
}

const beginnings = new Set(
  'constraint primary not null unique check default collate references generated as'.split(' '),
)

/** `tokens`: from the column's name to the end of its definition. */
export const columnConstraints = (tokens: readonly DdlToken[]): ColumnDdl => {
  const found: {
    default?: readonly DdlToken[]
    generated?: readonly DdlToken[]
    collation?: string
    checks: NamedTokens[]
    uniques: { name?: string }[]
    foreignKeys: Omit<ForeignKeyDdl, 'columns'>[]
  } = { checks: [], uniques: [], foreignKeys: [] }
  let name: string | undefined
  for (let at = 1; at < tokens.length;) {
    const { kind, value } = tokens[at]!
    if (kind !== 'word' || !beginnings.has(value)) {
      at = isSign(tokens[at], '(') ? closingOf(tokens, at) + 1 : at + 1
      continue
    }
    if (value === 'constraint') {
      name = tokens[at + 1]?.value
      at += 2
      continue
    }
    const end = endOf(tokens, at)
    const inner = tokens.slice(at + 1, end)
    const named = name === undefined ? {} : { name }
    if (value === 'check') found.checks.push({ ...named, tokens: groupIn(inner) })
    else if (value === 'unique') found.uniques.push(named)
    else if (value === 'default') found.default = inner
    else if (value === 'collate') found.collation = inner[0]?.value ?? ''
    else if (value === 'as') found.generated = groupIn(inner)
    else if (value === 'references') found.foreignKeys.push({ ...named, ...deferrableOf(inner) })
    if (value !== 'generated') name = undefined
    at = end
  }
  const autoincrement = tokens.some((token) => isWord(token, 'autoincrement'))
  return { name: tokens[0]!.value, ...found, autoincrement }
}

/** Up to the next constraint of the column. What a default is stands right behind the word, whatever it looks like. */
const endOf = (tokens: readonly DdlToken[], start: number): number => {
  const word = tokens[start]!.value
  let at = start + 1
  if (word === 'default') {
    if (isSign(tokens[at], '(')) return closingOf(tokens, at) + 1
    return isSign(tokens[at], '-') || isSign(tokens[at], '+') ? at + 2 : at + 1
  }
  for (; at < tokens.length; at++) {
    const { kind, value } = tokens[at]!
    if (isSign(tokens[at], '(')) at = closingOf(tokens, at)
    else if (kind === 'word' && beginnings.has(value) && !isPartOfReference(tokens, at)) break
  }
  return at
}

export const deferrableOf = (tokens: readonly DdlToken[]): { readonly deferrable?: Deferrable } => {
  const at = tokens.findIndex((token) => isWord(token, 'deferrable'))
  if (at === -1 || isWord(tokens[at - 1], 'not')) return {}
  return { deferrable: isWord(tokens[at + 2], 'deferred') ? 'initially deferred' : 'initially immediate' }
}

/** `on delete set null`, `on delete set default`, `not deferrable`. */
const isPartOfReference = (tokens: readonly DdlToken[], at: number): boolean => {
  const { value } = tokens[at]!
  if (value === 'null' || value === 'default') return tokens[at - 1]?.value === 'set'
  return value === 'not' && tokens[at + 1]?.value === 'deferrable'
}

const groupIn = (tokens: readonly DdlToken[]): readonly DdlToken[] => {
  const open = tokens.findIndex((token) => isSign(token, '('))
  return open === -1 ? [] : tokens.slice(open + 1, closingOf(tokens, open))
}
