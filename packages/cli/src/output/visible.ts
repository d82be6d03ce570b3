// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Names of files and tables are others' words: what would steer the terminal, or turn the direction of writing, is shown and not obeyed. */
export const visible = (text: string): string =>
  text.replaceAll(control, (one) => {
    const digits = one.codePointAt(0)!.toString(16)
    return digits.length > 2 ? `\\u{${digits}}` : `\\x${digits.padStart(2, '0')}`
  })
