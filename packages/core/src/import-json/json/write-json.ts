import type { ExactJson } from './exact-json.ts'
import { canonicalDecimal, JsonNumber, textOf } from './json-number.ts'

const deepest = 1_000

/**
 * The text of a value, exactly: numbers with every digit, lone surrogates and U+0000 as escapes, keys in their order. So any JSON
 * can be kept in a `text()` column. Throws `TypeError` for what JSON does not have.
 */
export const writeExact = (value: ExactJson): string => write(value, exactly, 0)

/** One text for all spellings of a value: keys in order of their UTF-16 units, each number in one form. Texts are not normalised. */
export const canonicalJson = (value: ExactJson): string => write(value, canonically, 0)

interface Style {
  readonly number: (text: string) => string
  readonly keys: (keys: string[]) => string[]
}

const exactly: Style = { number: (text) => text, keys: (keys) => keys }
const canonically: Style = { number: canonicalDecimal, keys: (keys) => keys.sort() }

const write = (value: unknown, style: Style, depth: number): string => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return style.number(String(value))
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('Cannot write JSON: a number is not finite')
      return style.number(textOf(value))
    case 'object':
      return value === null ? 'null' : writeContainer(value, style, depth + 1)
    case 'undefined':
    case 'function':
    case 'symbol':
      break
  }
  throw new TypeError(`Cannot write JSON: it has no ${typeof value}`)
}

const writeContainer = (value: object, style: Style, depth: number): string => {
  if (value instanceof JsonNumber) return style.number(value.text)
  if (depth > deepest)
    throw new RangeError('Cannot write JSON: the value is nested too deep, or contains itself')
  if (Array.isArray(value)) return `[${value.map((one) => write(one, style, depth)).join(',')}]`
  if (!isPlain(value)) throw new TypeError('Cannot write JSON: a value is an instance of a class')
  const record = value as Readonly<Record<string, unknown>>
  // As in `JSON.stringify`: what is undefined is not there.
  const keys = style.keys(Object.keys(record).filter((key) => record[key] !== undefined))
  const members = keys.map((key) => `${JSON.stringify(key)}:${write(record[key], style, depth)}`)
  return `{${members.join(',')}}`
}

/** Also one of another realm, as a test runner's. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
