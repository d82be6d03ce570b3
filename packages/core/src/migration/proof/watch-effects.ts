import type { Effects } from '../../contracts/rehearsal.ts'
import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { EffectForm } from '../../database/effect-form.ts'

/** The answers to the questions of a form, at this moment. */
export const look = async (
  ask: Ask,
  { questions }: Pick<EffectForm, 'questions'>,
): Promise<Awaited<ReturnType<Ask>>[]> => {
  const answers: Awaited<ReturnType<Ask>>[] = []
  for (const question of questions) answers.push(await ask(question))
  return answers
}

/**
 * Looks at the tables now, and again when the result is called: what was rewritten, and which locks were taken, in between. `undefined` where
 * the engine cannot tell. Inside of one transaction.
 */
export const watchEffects = async (
  ask: Ask,
  { effects }: Pick<Dialect, 'effects'>,
): Promise<() => Promise<Effects | undefined>> => {
  if (effects === undefined) return async () => undefined
  const before = await look(ask, effects)
  return async () => effects.compare(before, await look(ask, effects))
}
