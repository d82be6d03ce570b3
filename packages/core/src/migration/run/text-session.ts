import type { Dialect } from '../../database/dialect.ts'
import type { Result, Statement } from '../../database/statement.ts'
import type { Alone } from '../units/unit.ts'
import type { UnitLimits } from '../workshop.ts'
import { restoreSettings, settingsOf } from './keep-session.ts'
import type { Run } from './run.ts'
import { noteSecond } from './second-failure.ts'

/**
 * What the statements of a text that stand alone have set, for those behind them. The engine's own statements between them, and the migrations behind, know nothing
 * of it: what was set is taken off the session after each statement, and put on again before the next.
 */
export class TextSession {
  readonly #run: Run
  readonly #dialect: Dialect
  /** All settings as the text has them; undefined while it has set nothing. */
  #settings: Result['rows'] | undefined

  constructor(run: Run) {
    this.#run = run
    this.#dialect = run.context.dialect
  }

  /** Runs one statement as the text means it. */
  send(
    toSend: Statement,
    { maySet = false }: Pick<Alone, 'maySet'>,
    limits: UnitLimits = this.#run.limits,
  ): Promise<Result> {
    const { workshop } = this.#run
    const { session } = this.#dialect.alter
    if (session === undefined || !maySet || workshop.engine.driver.sharesSessions === true)
      return workshop.alone(toSend, limits, 'migrate')
    return workshop.alone(toSend, limits, 'migrate', async (execute, send) => {
      const ours = await settingsOf(execute, this.#dialect)
      const restore = (): Promise<void> => restoreSettings(execute, this.#dialect, ours, 'session')
      let result: Result
      try {
        if (this.#settings !== undefined)
          for (const one of session.restore(this.#settings, ours, 'session')) await execute(one)
        result = await send()
        const after = await settingsOf(execute, this.#dialect)
        this.#settings = session.restore(after, ours, 'session').length === 0 ? undefined : after
      } catch (error) {
        await noteSecond(this.#run, 'the settings of a session could not be set back', restore)
        throw error
      }
      await restore()
      return result
    })
  }
}
