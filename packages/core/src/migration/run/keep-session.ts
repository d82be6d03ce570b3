import type { Dialect } from '../../database/dialect.ts'
import type { Result, Statement } from '../../database/statement.ts'

type Execute = (statement: Statement) => Promise<Result>

/** What a session has set, where the engine can tell. */
export const settingsOf = async (
  execute: Execute,
  { alter: { session } }: Pick<Dialect, 'alter'>,
): Promise<Result['rows']> => (session === undefined ? [] : (await execute(session.ask)).rows)

/** Sets a session back to what it was. */
export const restoreSettings = async (
  execute: Execute,
  { alter: { session } }: Pick<Dialect, 'alter'>,
  before: Result['rows'],
): Promise<void> => {
  if (session === undefined) return
  const { rows } = await execute(session.ask)
  for (const one of session.restore(before, rows)) await execute(one)
}
