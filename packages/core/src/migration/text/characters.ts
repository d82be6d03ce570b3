const wordStart = 1
const wordPart = 2
const digit = 4

/** What each ASCII character can be; every other one belongs to a word. */
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(character)) return wordStart | wordPart
  if (/[0-9]/.test(character)) return wordPart | digit
  return character === '$' ? wordPart : 0
})

export const isWordStart = (code: number): boolean => code > 0x7f || ((classes[code] ?? 0) & wordStart) !== 0
export const isWordPart = (code: number): boolean => code > 0x7f || ((classes[code] ?? 0) & wordPart) !== 0
export const isDigit = (code: number): boolean => code <= 0x7f && ((classes[code] ?? 0) & digit) !== 0

/** The code of the small letter for a capital one of ASCII, any other code itself. */
export const lowerCode = (code: number): number => (code >= 0x41 && code <= 0x5a ? code | 0x20 : code)
