/** A number that no JavaScript number holds exactly, as the text that it was written with. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    if (!numberText.test(text)) throw new TypeError('Cannot make a JSON number: the text is not one')
    if (hasLongExponent(text)) {
      throw new RangeError(`Cannot make a JSON number: its exponent has more than ${longestExponent} digits`)
    }
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const wholeText = /^-?\d+$/
/** So many characters hold at most 15 significant digits, which a double gives back as they were. */
const alwaysExact = 15
/** Making a bigint of a longer text costs time out of proportion. */
const longestBigint = 1_000
export const longestExponent: number = longestBigint

/** Numbers are compared by their exponents, which are then bigints. */
export const hasLongExponent = (text: string): boolean =>
  text.length > longestExponent && text.length - text.search(/[eE]|$/) > longestExponent + 2

/** The value of a number's text, which must be valid JSON. */
export const numberOf = (text: string): number | bigint | JsonNumber => {
  const value = Number(text)
  if (text.length <= alwaysExact && !hasExponent(text)) return value
  if (wholeText.test(text)) {
    if (Number.isSafeInteger(value)) return value
    return text.length <= longestBigint ? BigInt(text) : new JsonNumber(text)
  }
  return Number.isFinite(value) && canonicalDecimal(textOf(value)) === canonicalDecimal(text)
    ? value
    : new JsonNumber(text)
}

/** The text of a finite number, with the sign of −0. */
export const textOf = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

const hasExponent = (text: string): boolean => text.includes('e') || text.includes('E')

/** Whole numbers with at most so many digits are written out. */
const longestWhole = 21

/** One text for each number, however it was written: `1`, `1.0` and `10e-1` are one. −0 is another than 0. */
export const canonicalDecimal = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const all = whole + fraction
  const start = firstDigit(all)
  if (start === all.length) return `${sign}0`
  const end = lastDigit(all) + 1
  const digits = all.slice(start, end)
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(all.length - end)
  return exponent >= 0n && BigInt(digits.length) + exponent <= longestWhole
    ? `${sign}${digits}${'0'.repeat(Number(exponent))}`
    : `${sign}${digits}e${exponent}`
}

const zero = 48

const firstDigit = (digits: string): number => {
  let at = 0
  while (at < digits.length && digits.charCodeAt(at) === zero) at += 1
  return at
}

const lastDigit = (digits: string): number => {
  let at = digits.length - 1
  while (digits.charCodeAt(at) === zero) at -= 1
  return at
}
