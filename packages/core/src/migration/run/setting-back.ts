import type { Result, Statement } from '../../database/statement.ts'
import { restoreSettings, settingsOf } from './keep-session.ts'
import type { Run } from './run.ts'
import { noteSecond } from './second-failure.ts'
import { toTheEnd } from './to-the-end.ts'

/** Sets back, after a transaction that was rolled back, what its engine keeps all the same. */
export const settingBack = async <R>(run: Run, maySet: boolean, body: () => Promise<R>): Promise<R> => {
  const { dialect } = run.context
  if (!maySet || dialect.alter.session?.outlives !== true) return body()
  const execute = (one: Statement): Promise<Result> =>
    run.workshop.alone(one, toTheEnd(run.limits), 'migrate')
  const before = await settingsOf(execute, dialect)
  try {
    return await body()
  } catch (error) {
    await noteSecond(run, 'the settings of a session could not be set back', () =>
      restoreSettings(execute, dialect, before, 'session'),
    )
    throw error
  }
}
