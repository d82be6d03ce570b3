import type { Dialect } from '../../database/dialect.ts'
import type { Result, Statement } from '../../database/statement.ts'

type Execute = (statement: Statement) => Promise<Result>
type Settings = Result['rows']
type Of = Pick<Dialect, 'alter'>

/** What a session has set, where the engine can tell. */
export const settingsOf = async (execute: Execute, { alter: { session } }: Of): Promise<Settings> =>
  session === undefined ? [] : (await execute(session.ask)).rows

/** Sets a session back to what it was. */
export const restoreSettings = async (
  execute: Execute,
  { alter: { session } }: Of,
  before: Settings,
  scope: 'transaction' | 'session',
): Promise<void> => {
  if (session === undefined) return
  const { rows } = await execute(session.ask)
  for (const one of session.restore(before, rows, scope)) await execute(one)
}

/** Runs a body in a transaction, and sets the session back behind it: the ledger is written next, and must not be looked for elsewhere. */
export const keepingSettings = async <R>(
  execute: Execute,
  dialect: Of,
  body: () => Promise<R>,
): Promise<R> => {
  const before = await settingsOf(execute, dialect)
  const result = await body()
  await restoreSettings(execute, dialect, before, 'transaction')
  return result
}
