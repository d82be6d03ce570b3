/** A text as better-sqlite3 binds it fastest, and which value goes where. */
export interface Positions {
  readonly text: string
  /** For each parameter of `text`, the index of its value; undefined when the values go in as they are. */
  readonly order: readonly number[] | undefined
  /** How many values the original text takes; undefined when it has anonymous parameters and the driver counts. */
  readonly count: number | undefined
  /** A parameter occurs twice, so the values travel as an object by number. */
  readonly named: boolean
}

// Literals, quoted names and comments are stepped over. A doubled quote reads as two neighbours, which ends at the same place.
const token = /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\?(\d*)/g

/**
 * better-sqlite3 takes `?1` for a named parameter and refuses a plain list for it, and binding by name is slower.
 * So numbered parameters that occur once become anonymous; a repeated one keeps its number, because `?1` twice is one
 * value to the engine (grouping by it works) and `?` twice is not.
 */
export function positions(text: string): Positions {
  const asIs: Positions = { text, order: undefined, count: undefined, named: false }
  if (!text.includes('?')) return asIs
  const places = new Map<number, number>()
  let highest = 0
  let named = false
  for (const [, digits] of text.matchAll(token)) {
    if (digits === undefined) continue
    if (digits === '') return asIs
    const number = Number(digits)
    highest = Math.max(highest, number)
    if (places.has(number)) named = true
    else places.set(number, places.size + 1)
  }
  const rewritten = text.replaceAll(token, (whole: string, digits: string | undefined) => {
    if (digits === undefined) return whole
    return named ? `?${places.get(Number(digits)) ?? 0}` : '?'
  })
  const order = [...places.keys()].map((number) => number - 1)
  const isStraight = order.length === highest && order.every((index, position) => index === position)
  return { text: rewritten, order: isStraight ? undefined : order, count: highest, named }
}
