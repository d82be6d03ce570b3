import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Effects } from '../../database/effect-form.ts'

/**
 * Looks at the tables now, and again when the result is called: what was rewritten, and which locks were taken, in between. `undefined` where
 * the engine cannot tell. Inside of one transaction.
 */
export const watchEffects = async (
  ask: Ask,
  { effects }: Pick<Dialect, 'effects'>,
): Promise<() => Promise<Effects | undefined>> => {
  if (effects === undefined) return async () => undefined
  const look = async (): Promise<Awaited<ReturnType<Ask>>[]> => {
    const answers: Awaited<ReturnType<Ask>>[] = []
    for (const question of effects.questions) answers.push(await ask(question))
    return answers
  }
  const before = await look()
  return async () => effects.compare(before, await look())
}
