import type { Random } from '../../../random.ts'

const numbers = [
  '0',
  '-0',
  '1',
  '1.0',
  '-1.50',
  '1e2',
  '1E+2',
  '10e-1',
  '0.1',
  '9007199254740993',
  '1e-400',
  '1e400',
]
const texts = [
  '',
  'a',
  '\u00e9',
  'e\u0301',
  '\ud800',
  '\u0000',
  '"\\/',
  '\u2028',
  '😀',
  '[{,:}]',
  '__proto__',
  'id',
]
const blanks = ['', ' ', '\t', '\r\n', '\n ']

/** Random JSON texts, with every spelling that JSON has for a value. */
export const randomJson = (random: Random): ((depth?: number) => string) => {
  const blank = (): string => random.pick(blanks)
  const digits = (): string =>
    String(1 + random.whole(9)) + String(random.whole(1e9)).repeat(1 + random.whole(3))
  const text = (): string => {
    const plain = JSON.stringify(random.pick(texts) + random.letters(random.whole(4)))
    return random.whole(4) === 0
      ? plain.replaceAll(
          /[a-z](?![^\\]*\\)/g,
          (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`,
        )
      : plain
  }
  const number = (): string => (random.whole(2) === 0 ? random.pick(numbers) : digits())
  const list = (length: number, member: (index: number) => string): string =>
    Array.from({ length }, (_, index) => blank() + member(index) + blank()).join(',')
  const value = (depth = 0): string => {
    const kind = random.whole(depth > 4 ? 4 : 6)
    if (kind === 0) return random.pick(['null', 'true', 'false'])
    if (kind === 1) return number()
    if (kind <= 3) return text()
    if (kind === 4) return `[${list(random.whole(4), () => value(depth + 1))}${blank()}]`
    // Keys with their number, so that none occurs twice.
    const key = (index: number): string => JSON.stringify(`${random.pick(texts)}${index}`)
    return `{${list(random.whole(4), (index) => `${key(index)}${blank()}:${blank()}${value(depth + 1)}`)}${blank()}}`
  }
  return value
}
