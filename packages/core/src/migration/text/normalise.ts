import { hash } from 'node:crypto'

const byteOrderMark = '\uFEFF'

/** The text as every editor and checkout leaves it: lines end with LF, and no byte order mark comes first. */
export const normalise = (text: string): string => {
  const begun = text.startsWith(byteOrderMark) ? text.slice(1) : text
  return begun.includes('\r\n') ? begun.replaceAll('\r\n', '\n') : begun
}

/** SHA-256 of the normalised text, in hexadecimal: the same on every machine that has the file. */
export const checksum = (text: string): string => hash('sha256', normalise(text))
