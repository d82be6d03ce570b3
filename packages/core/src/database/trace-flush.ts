import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Result, Settled, Statement } from './statement.ts'
import type { Tracer } from './trace.ts'
import type { Leading } from './unawaited.ts'

type Answers = MaybePromise<readonly Settled<Result>[]>

/** Tells who listens of statements that were sent together; `first` is the place of the first one among the answers. */
export const traceFlush = (
  tracer: Tracer,
  sent: readonly Statement[],
  answers: Answers,
  first: number,
): void => {
  if (sent.length === 0 || !tracer.hears('statement')) return
  const answered = Promise.resolve(answers)
  for (const [index, one] of sent.entries()) {
    const answer = async (): Promise<Result> => {
      const told = (await answered)[first + index]!
      if (told.ok) return told.value
      throw told.error
    }
    // Whoever sent them is told by their answers; this is told to who listens.
    Promise.resolve(tracer.statement(one, answer)).catch(() => undefined)
  }
}

/** The same for those that went along with others. What opens a transaction is no statement of anybody's. */
export const traceRiders = (tracer: Tracer, leading: readonly Leading[], answers: Answers): void => {
  for (const [index, { statement, rider }] of leading.entries())
    if (rider !== undefined) traceFlush(tracer, [statement], answers, index)
}
