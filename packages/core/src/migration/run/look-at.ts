import { statement } from '../../database/statement.ts'
import type { Alone } from '../units/unit.ts'
import type { UnitLimits } from '../workshop.ts'
import type { Run } from './run.ts'
import type { TextSession } from './text-session.ts'

type There =
  | { readonly state: 'done' | 'absent' }
  | { readonly state: 'broken'; readonly takeAway: () => Promise<unknown> }

/** What there is of a statement that stands alone; looked at, and taken away, in the session of its text, where names mean what its author means by them. */
export const lookAt = async (
  run: Run,
  unit: Alone,
  session: TextSession,
  limits: UnitLimits = run.limits,
): Promise<There> => {
  const { probe } = unit
  if (probe === undefined) return { state: 'absent' }
  const { rows } = await session.send(probe.ask, unit, limits)
  const state = probe.judge(rows)
  if (state !== 'broken') return { state }
  return { state, takeAway: () => session.send(statement(probe.cleanUp(rows)), unit, limits) }
}
