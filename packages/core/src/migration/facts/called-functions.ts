import type { Tokens } from './tokens.ts'

/** Functions that are called without parentheses. */
const bare = new Set(['current_timestamp', 'current_date', 'current_time', 'localtime', 'localtimestamp'])

/** The names, in lower case, that stand before a parenthesis: functions, and some words that are none. */
export const calledFunctions = ({ text, kinds, starts, ends }: Tokens): readonly string[] => {
  const found = new Set<string>()
  for (let at = 0; at < kinds.length; at++) {
    if (kinds[at] !== 'word') continue
    const start = starts[at] as number
    const end = ends[at] as number
    const next = starts[at + 1]
    if (next !== undefined && text[next] === '(') found.add(text.slice(start, end).toLowerCase())
    // Their letters are looked at only where the length fits: a load of a million rows has few such words.
    else if (end - start >= 9 && end - start <= 17) {
      const word = text.slice(start, end).toLowerCase()
      if (bare.has(word)) found.add(word)
    }
  }
  return [...found]
}
