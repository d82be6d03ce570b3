/** Longer texts are searched faster by the engine's own means. */
const shortText = 64
const firstSurrogate = 0xd800
const afterSurrogates = 0xe000

/**
 * Whether `checkBindable` would give the value back as it is, told without a call for the commonest ones: a bulk load asks for
 * each of millions. False only says that the other must be asked.
 */
export const isPlain = (value: unknown): value is string | number | null => {
  if (typeof value === 'string') return value.length <= shortText && isPlainText(value)
  if (typeof value !== 'number') return value === null
  // −0 divided into is −∞. A fraction is below 2 ** 53.
  if (Number.isSafeInteger(value)) return value !== 0 || 1 / value > 0
  return Number.isFinite(value) && !Number.isInteger(value)
}

const isPlainText = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0 || (unit >= firstSurrogate && unit < afterSurrogates)) return false
  }
  return true
}
