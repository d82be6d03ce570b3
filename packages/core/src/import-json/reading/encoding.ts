/** What the first bytes of a file say of it: how many to leave out, or why it cannot be read. */
export const encodingOf = (start: Buffer): { readonly skip: number; readonly fault?: string } => {
  const [first, second, third] = start
  if (first === 0xef && second === 0xbb && third === 0xbf) return { skip: 3 }
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  const isSpaced = (first === 0) !== (second === 0) && start.length > 1
  if (isMarked || isSpaced) return { skip: 0, fault: 'the file is UTF-16; convert it to UTF-8' }
  if (first === 0) return { skip: 0, fault: 'the file begins with NUL bytes; it was not written to its end' }
  return { skip: 0 }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8 bytes; undefined where they are something else. */
export const decodeText = (bytes: Buffer): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
