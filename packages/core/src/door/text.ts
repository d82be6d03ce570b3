import { HoldfastError } from '../errors.ts'

const nul = '\u0000'

/**
 * Refuses a text that some engine would change: a lone surrogate becomes U+FFFD in UTF-8, and U+0000 is refused by one
 * engine and ends the text on another. Throws `invalid-value`.
 */
export function checkText(value: string, action: string): void {
  const fault = textFault(value)
  if (fault !== undefined) throw new HoldfastError('invalid-value', `Cannot ${action}: ${fault}`)
}

/** What is wrong with a text, as the end of a sentence, or `undefined`. */
export function textFault(value: string): string | undefined {
  if (value.includes(nul)) return 'a text holds the character U+0000'
  if (!value.isWellFormed()) return 'a text holds half of a surrogate pair'
  return undefined
}

/** Whether the text takes more than `limit` bytes in UTF-8. A UTF-16 unit never takes more than three. */
export const isLongerThan = (value: string, limit: number): boolean =>
  value.length > limit || (value.length * 3 > limit && Buffer.byteLength(value) > limit)
