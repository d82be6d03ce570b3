const escape = /\\(\\|[0-7]{3})/g

/** A copy of the bytes, from the `hex` format, or from `escape`, which a role can have set. */
export const parseBytes = (text: string): Uint8Array => {
  if (text.startsWith('\\x')) return Uint8Array.from(Buffer.from(text.slice(2), 'hex'))
  const unescaped = text.replace(escape, (_, code: string) =>
    code === '\\' ? '\\' : String.fromCodePoint(Number.parseInt(code, 8)),
  )
  return Uint8Array.from(Buffer.from(unescaped, 'latin1'))
}
