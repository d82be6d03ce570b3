import type { ColumnName } from '../../contracts/statement-facts.ts'
import type { Lexicon } from '../../database/lexicon.ts'

/** ASCII alone: engines fold no other letters in names. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** What the engine calls a name without quotes. */
export const plainName = (written: string, { letterCase }: Lexicon): ColumnName => {
  const folded = lower(written)
  return { written, name: letterCase === 'lower' ? folded : written, key: folded }
}

/** What the engine calls a name in quotes. */
export const quotedName = (written: string, { letterCase }: Lexicon): ColumnName => {
  const opening = written.search(/["`['\u005D]/)
  const sign = written[opening] as string
  const inner = written.slice(opening + 1, -1)
  const undoubled = sign === '[' ? inner : inner.replaceAll(sign + sign, sign)
  const name = opening === 0 ? undoubled : unescaped(undoubled)
  return { written, name, key: letterCase === 'lower' ? name : lower(name) }
}

const escape = /\\(?:\\|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))/g

const unescaped = (text: string): string =>
  text.replace(escape, (_, long?: string, short?: string) => {
    const digits = long ?? short
    return digits === undefined ? '\\' : String.fromCodePoint(Number.parseInt(digits, 16))
  })
