import type { Database } from 'better-sqlite3'
import type { Result, Statement } from '@holdfast/core'

/** Definitions that change no row. The body of a trigger has semicolons, and a table that is made of a query has rows. */
const definition = /^\s*(?:alter\s+table|create\s+(?:table|(?:unique\s+)?index))\b/i
const others = /[;?\0]|\bas\b/i

/** Whether a text that comes once only defines something. Text that could be two statements is none, and neither is one that wants a value. */
export const isDefinition = ({ text, values, cache }: Statement): boolean =>
  !cache && values.length === 0 && definition.test(text) && !others.test(text)

const nothing: Result = { columns: [], rows: [], affected: 0 }

/** Runs it without a statement object, which would have to be collected: a history has thousands of such texts. */
export const define = (handle: Database, { text }: Statement): Result => {
  handle.exec(text)
  return nothing
}
