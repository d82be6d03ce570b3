import type { Key } from '../contracts/key-value.ts'
import { HoldfastError } from '../errors.ts'
import { successor } from './byte-order.ts'
import { isLongerThan, textFault } from './text.ts'

export { compareBytes, successor } from './byte-order.ts'

/*
 * THE STORED FORMAT, fixed for ever: a key is kept as one text, and a database written today is read by every later version.
 *
 *   key      = element *( U+0001 element )
 *   element  = the text, in which U+0001 is written U+0002 U+0002, and U+0002 is written U+0002 U+0003
 *
 * No element contains the separator, so the text reads back in one way only. The separator is smaller than anything in an
 * element and the escapes keep the order of what they stand for, so texts compare as their tuples do: element by element,
 * as UTF-8 bytes, the shorter tuple first. An element that begins with a text is written with the writing of that text
 * first, so a prefix is a range.
 *
 * A string is the tuple of that one element. An element may be empty beside others: ('a', '') is `a U+0001`, and differs
 * from ('a'). The one text that cannot be a key is the empty one, which the empty tuple and the empty string would share.
 */
const separator = '\u0001'
const afterSeparator = '\u0002'
// oxlint-disable-next-line no-control-regex -- these characters are the format
const reserved = /[\u0001\u0002]/g
// oxlint-disable-next-line no-control-regex -- these characters are the format
const escaped = /\u0002([\u0002\u0003])/g
// oxlint-disable-next-line no-control-regex -- these characters are the format
const isReserved = /[\u0001\u0002]/

const keyBytes = 512

/** The range `[low, high)` of encoded keys; without `high` it has no end. */
export interface KeyRange {
  readonly low: string
  readonly high: string | undefined
}

/** Every key. */
export const wholeRange: KeyRange = { low: '', high: undefined }

/**
 * The text under which a key is stored. Throws `TypeError` for what is no key, `RangeError` for an empty one,
 * `invalid-value` for a text that engines would change, `too-large` beyond 512 UTF-8 bytes.
 */
export function encodeKey(key: unknown, action: string): string {
  const encoded =
    typeof key === 'string' ? escapeElement(checkElement(key, action)) : encodeTuple(key, action)
  if (encoded === '') throw new RangeError(`Cannot ${action}: the key must not be empty`)
  return checkLength(encoded, action)
}

/** The key of a stored text: a string for one element, else the tuple. */
export function decodeKey(encoded: string): Key {
  if (!isReserved.test(encoded)) return encoded
  const [first = '', ...rest] = encoded.split(separator).map(unescapeElement)
  return rest.length === 0 ? first : [first, ...rest]
}

/**
 * The keys that begin with `prefix`. A string is the beginning of a key's first element; a tuple is the first elements of a
 * longer key, complete ones. Throws as `encodeKey`.
 */
export function encodePrefix(prefix: unknown, action: string): KeyRange {
  if (typeof prefix === 'string') {
    const low = encodeKey(prefix, action)
    return { low, high: successor(low) }
  }
  const encoded = checkLength(encodeTuple(prefix, action), action)
  return { low: encoded + separator, high: encoded + afterSeparator }
}

/**
 * Several texts as one, by the same format and so in the same order: for an engine that looks up one leading column only.
 * All texts that begin with the same parts lie from `foldKey([...parts, ''])` to `foldKey(parts) + '\u0002'`, exclusive.
 */
export const foldKey = (parts: readonly string[]): string => parts.map(escapeElement).join(separator)

function encodeTuple(key: unknown, action: string): string {
  if (!Array.isArray(key)) {
    throw new TypeError(`Cannot ${action}: a key must be a string or an array of strings`)
  }
  if (key.length === 0) throw new RangeError(`Cannot ${action}: the key must not be empty`)
  return Array.from(key, (element) => escapeElement(checkElement(element, action))).join(separator)
}

function checkElement(element: unknown, action: string): string {
  if (typeof element !== 'string') {
    throw new TypeError(`Cannot ${action}: a key must be a string or an array of strings`)
  }
  const fault = textFault(element)
  if (fault !== undefined) throw new HoldfastError('invalid-value', `Cannot ${action}: in the key ${fault}`)
  return element
}

function checkLength(encoded: string, action: string): string {
  if (isLongerThan(encoded, keyBytes)) {
    throw new HoldfastError('too-large', `Cannot ${action}: the key is longer than ${keyBytes} bytes`)
  }
  return encoded
}

const escapeElement = (element: string): string =>
  isReserved.test(element)
    ? element.replace(
        reserved,
        (character) => afterSeparator + (character === separator ? '\u0002' : '\u0003'),
      )
    : element

const unescapeElement = (element: string): string =>
  element.replace(escaped, (_, mark: string) => (mark === '\u0002' ? separator : afterSeparator))
