import { HoldfastError } from '../../errors.ts'

/** What is wrong with a text, where, and what helps. */
export const problem = (file: string, line: number, reason: string): HoldfastError =>
  new HoldfastError('migration', `Cannot read ${file}: line ${line}: ${reason}`)

/** The line of a position, counted from 1. */
export const lineAt = (text: string, position: number): number => {
  let line = 1
  for (let end = text.indexOf('\n'); end !== -1 && end < position; end = text.indexOf('\n', end + 1))
    line += 1
  return line
}
