import { HoldfastError } from '../../errors.ts'
import { normalise } from './normalise.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a file, normalised. Throws as `decodeAsSaved()`. */
export const decode = (bytes: Uint8Array, file: string): string => normalise(decodeAsSaved(bytes, file))

/**
 * The text of a file with its byte order mark and its ends of lines. Throws `migration` when the bytes are not UTF-8: a wrong guess would store wrong text without a word.
 */
export const decodeAsSaved = (bytes: Uint8Array, file: string): string => {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    const found = wide ? 'it is UTF-16' : `the byte at ${badByte(bytes)} is not UTF-8`
    throw new HoldfastError('migration', `Cannot read ${file}: ${found}; save it as UTF-8`, { cause })
  }
}

/** The line in which a decoder first fails, by halving: it is asked about as many prefixes as the length has bits. */
const badByte = (bytes: Uint8Array): string => {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (decodes(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  let line = 1
  for (let index = 0; index < good; index++) if (bytes[index] === 0x0a) line += 1
  return `position ${good}, line ${line},`
}

/** Whether it is the beginning of some UTF-8; a character may be cut at its end. */
const decodes = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
