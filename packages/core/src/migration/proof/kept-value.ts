import type { Dialect } from '../../database/dialect.ts'
import type { CastTest } from '../../database/proof-form.ts'
import { tokensOf } from '../alter/expression-tokens.ts'

/** An expression over the columns of the table: the new value where it comes back as it was, and else null. */
export const keptValue = (
  { lexicon, quote }: Pick<Dialect, 'lexicon' | 'quote'>,
  column: string,
  { value, again, same }: CastTest,
): string => {
  const put = (text: string, given: Readonly<Record<string, string>>): string => {
    let written = ''
    let done = 0
    for (const { name, start, end, isCalled } of tokensOf(text, lexicon)) {
      const word = text.slice(start, end)
      if (name === undefined || isCalled || !Object.hasOwn(given, word)) continue
      written += `${text.slice(done, start)}${given[word]!}`
      done = end
    }
    return written + text.slice(done)
  }
  const known = { held: quote(column), value: `(${value})` }
  return `case when ${put(same, { ...known, again: `(${put(again, known)})` })} then ${value} end`
}
