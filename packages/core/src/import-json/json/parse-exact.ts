import { HoldfastError } from '../../errors.ts'
import type { ExactJson } from './exact-json.ts'
import { JsonFault } from './json-fault.ts'
import { parseJson } from './parse-json.ts'

/** The value of strict JSON, without loss: what `writeExact` wrote is read as the same value. Throws `invalid-value`, which says where and why. */
export const parseExact = (text: string): ExactJson => {
  try {
    return parseJson(text).value
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    const place = error.pointer === '' ? '' : ` at ${JSON.stringify(error.pointer)}`
    throw new HoldfastError(
      'invalid-value',
      `Cannot read JSON${place}, character ${error.at}: ${error.message}`,
    )
  }
}
