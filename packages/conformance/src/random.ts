/** Numbers that come again for the same seed, so that a failure can be replayed. */
export interface Random {
  /** A whole number in [0, below). */
  whole(below: number): number
  pick<T>(from: readonly T[]): T
  shuffle<T>(from: readonly T[]): T[]
  /** Lower-case letters. */
  letters(length: number): string
}

const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

/** `scope` gives each rule a stream of its own, so that a rule run alone sees the numbers it saw among others. */
export const seeded = (seed: number, scope: string): Random => {
  let state = (seed ^ hash(scope)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (below: number): number => Math.floor(next() * below)
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('Nothing to pick from')
    return from[whole(from.length)] as T
  }
  return {
    whole,
    pick,
    shuffle: (from) => {
      const rest = [...from]
      return from.map(() => rest.splice(whole(rest.length), 1)[0] as (typeof from)[number])
    },
    letters: (length) => Array.from({ length }, () => String.fromCodePoint(97 + whole(26))).join(''),
  }
}
