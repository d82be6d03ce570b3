// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Names of files and tables are others' words: what would steer the terminal is shown, not obeyed. */
export const visible = (text: string): string =>
  text.replaceAll(control, (one) => `\\x${one.codePointAt(0)!.toString(16).padStart(2, '0')}`)
