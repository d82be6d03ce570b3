import { isUnsupported } from '@holdfast/core'
import type { Context } from './context.ts'
import { openContext } from './context.ts'
import type { Rule } from './rule.ts'
import type { Suite } from './suite.ts'

/** `absent`: the backend declares that it lacks what the rule needs, and the stated consequence was seen. */
export type Verdict = 'pass' | 'fail' | 'absent' | 'not-run'

/** A rule that expected another error wraps the one that it got. */
const isRefusal = (error: unknown): boolean =>
  isUnsupported(error) || (error instanceof Error && error.cause !== undefined && isRefusal(error.cause))

const refusesIt = async (rule: Rule, context: Context): Promise<void> => {
  try {
    await rule.present(context)
  } catch (error) {
    if (isRefusal(error)) return
    throw new Error('What is declared absent must throw "unsupported"', { cause: error })
  }
  throw new Error(`${rule.needs.join(', ')} is declared absent, and yet: ${rule.title}`)
}

/** A backend without SQL refuses it, whatever else a rule needs. */
const asksForSqlInVain = ({ needs }: Rule, { capabilities }: Context): boolean =>
  needs.length > 1 && needs.includes('sql') && !capabilities.sql

const within = async <T>(milliseconds: number, work: Promise<T>, title: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Not finished after ${milliseconds} ms: ${title}`)),
      milliseconds,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs one rule against an open suite. Rejects when the rule is broken; resolves with the verdict otherwise. */
export const judge = async (rule: Rule, suite: Suite): Promise<Exclude<Verdict, 'fail'>> => {
  const context = openContext(suite, rule.id)
  const isPresent = rule.needs.every((capability) => context.capabilities[capability])
  const absent = async (): Promise<void> =>
    rule.absent === undefined || asksForSqlInVain(rule, context)
      ? refusesIt(rule, context)
      : rule.absent(context)
  let verdict: Exclude<Verdict, 'fail'>
  try {
    const said = await within(rule.timeout, isPresent ? rule.present(context) : absent(), rule.title)
    verdict = said ?? (isPresent ? 'pass' : 'absent')
  } catch (error) {
    // The rule's own failure is the one to show; what cannot be cleaned up after it is a consequence.
    await context.dispose().catch(() => undefined)
    throw error
  }
  await context.dispose()
  return verdict
}
