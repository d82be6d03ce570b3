const firstSurrogate = 0xd800
const afterSurrogates = 0xe000

/**
 * Compares as UTF-8 bytes, which is the order of code points and the order of every engine. `<` compares UTF-16 units and
 * so puts an emoji, whose units are surrogates, before U+E000…U+FFFF.
 */
export function compareBytes(a: string, b: string): number {
  const shorter = a.length < b.length ? a.length : b.length
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left === right) continue
    if (left >= firstSurrogate && right >= firstSurrogate) return rank(left) - rank(right)
    return left - right
  }
  return a.length - b.length
}

const rank = (unit: number): number => (unit >= afterSurrogates ? unit : unit + 0x10000)

/**
 * The smallest text greater than every text that begins with `text`, or `undefined` when there is none: a prefix is the
 * range from itself to its successor.
 */
export function successor(text: string): string | undefined {
  const points = Array.from(text)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0)
    if (point === undefined || point === 0x10ffff) continue
    const next = point === firstSurrogate - 1 ? afterSurrogates : point + 1
    return points.join('') + String.fromCodePoint(next)
  }
  return undefined
}
