import type { Isolation } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { startActor, type Actor, type Ending } from './actor.ts'
import type { Case, Step } from './cases.ts'
import type { Medium } from './cells.ts'

/** How a case ended. */
export interface Played {
  readonly isSeen: boolean
  readonly endings: readonly Ending[]
  /** Whether any step had to wait for another transaction. */
  readonly hasWaited: boolean
}

const move = (actor: Actor, step: Step, seen: unknown[]): Promise<void> => {
  if ('read' in step) return actor.step(step.read, (value) => seen.push(value))
  if ('write' in step) return actor.step(step.write)
  return step.end === 'commit' ? actor.commit() : actor.rollback()
}

/** Plays one case at one level, each transaction told step by step what to do. */
export const play = async (
  context: Context,
  { steps, isSeen }: Case,
  level: Isolation,
  medium: Medium,
): Promise<Played> => {
  const cellsOf = await medium.prepare(context)
  const numbers = [...new Set(steps.map(({ actor }) => actor))]
  const actors = new Map(numbers.map((number) => [number, startActor(context.session, cellsOf, level)]))
  const seen = Object.fromEntries(numbers.map((number) => [number, [] as unknown[]]))
  for (const step of steps) await move(actors.get(step.actor)!, step, seen[step.actor]!)
  const all = [...actors.values()]
  const endings = await Promise.all(all.map(({ ending }) => ending))
  return {
    isSeen: isSeen({
      seen,
      allCommitted: endings.every((ending) => ending === 'committed'),
      hasCommitted: (actor) => endings[numbers.indexOf(actor)] === 'committed',
      now: await cellsOf(context.session).both(),
    }),
    endings,
    hasWaited: all.some(({ hasWaited }) => hasWaited),
  }
}
