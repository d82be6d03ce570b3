import { HoldfastError } from '../errors.ts'
import { JsonWriter } from './json-writer.ts'
import { isLongerThan } from './text.ts'

/**
 * The text of a JSON value that reads back as the same value, −0 and a key named `__proto__` included. What JSON would
 * drop or change throws `invalid-value`, which names the place and never the value; a text of more than `limitBytes`
 * UTF-8 bytes throws `too-large`. Every property is read once. What is not enumerable is not data and is left out.
 */
export function encodeJson(value: unknown, limitBytes: number, action: string): string {
  const writer = new JsonWriter(limitBytes)
  if (!writer.write(value, 0)) {
    throw new HoldfastError(writer.code, `Cannot ${action}: ${writer.place()} ${writer.reason}`)
  }
  if (isLongerThan(writer.text, limitBytes)) {
    throw new HoldfastError('too-large', `Cannot ${action}: the value is longer than ${limitBytes} bytes`)
  }
  return writer.text
}

/** The value of a stored text. Throws `corrupt` when it is not JSON. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's error quotes the text, so it is not even kept as a cause.
    throw new HoldfastError('corrupt', 'Cannot read the value: what is stored is not JSON')
  }
}
