/** The position behind the quotation whose first quote is at `opening`; -1 when it is never closed. */
export const afterQuote = (text: string, opening: number, closing: number): number => {
  const sign = String.fromCharCode(closing)
  for (let end = text.indexOf(sign, opening + 1); end !== -1; end = text.indexOf(sign, end + 2)) {
    // A bracket cannot be doubled.
    if (closing === 0x5d || text.charCodeAt(end + 1) !== closing) return end + 1
  }
  return -1
}

/**
 * The position behind a string with backslashes whose first quote is at `opening`; -1 when it is never closed. It goes on in a quote on a later
 * line, and a backslash there escapes too.
 */
export const afterEscapeString = (text: string, opening: number): number => {
  for (let end = opening + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x5c) end += 1
    else if (code === 0x27) {
      if (text.charCodeAt(end + 1) === 0x27) end += 1
      else {
        const next = continuation(text, end + 1)
        if (next === -1) return end + 1
        end = next
      }
    }
  }
  return -1
}

/** Where the string that was closed before `position` goes on: behind white space and line comments with a line's end among them; else -1. */
const continuation = (text: string, position: number): number => {
  let newLine = false
  for (let at = position; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x27) return newLine ? at : -1
    if (code === 0x0a || code === 0x0d) newLine = true
    else if (code === 0x2d && text.charCodeAt(at + 1) === 0x2d) {
      while (at + 1 < text.length && !endsLine(text.charCodeAt(at + 1))) at += 1
    } else if (code !== 0x20 && code !== 0x09 && code !== 0x0b && code !== 0x0c) return -1
  }
  return -1
}

const endsLine = (code: number): boolean => code === 0x0a || code === 0x0d

/** The position behind the block comment at `opening`; -1 when it is never closed. */
export const afterComment = (text: string, opening: number, nested: boolean): number => {
  if (!nested) {
    const end = text.indexOf('*/', opening + 2)
    return end === -1 ? -1 : end + 2
  }
  let depth = 1
  for (let end = opening + 2; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x2a && text.charCodeAt(end + 1) === 0x2f) {
      depth -= 1
      end += 1
      if (depth === 0) return end + 1
    } else if (code === 0x2f && text.charCodeAt(end + 1) === 0x2a) {
      depth += 1
      end += 1
    }
  }
  return -1
}
