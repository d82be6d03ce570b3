import type { Connection, MaybePromise, Result, Settled, Statement } from '@holdfast/core'

export const beginWriting: readonly Statement[] = [{ text: 'BEGIN IMMEDIATE', values: [], cache: true }]
export const beginReading: readonly Statement[] = [{ text: 'BEGIN', values: [], cache: true }]

const begins: ReadonlySet<Statement> = new Set([...beginWriting, ...beginReading])

/**
 * Runs what is not settled yet, one after the other. A transaction whose statement failed, or that did not begin, must not
 * see the statements that follow: they would be committed, or run alone. They get the same error.
 */
export function pipelineFrom(
  connection: Pick<Connection, 'execute' | 'inTransaction'>,
  statements: readonly Statement[],
  settled: Settled<Result>[],
): MaybePromise<readonly Settled<Result>[]> {
  for (let next = statements[settled.length]; next !== undefined; next = statements[settled.length]) {
    const stops = connection.inTransaction || begins.has(next)
    const fail = (error: unknown): void => {
      const same = stops ? statements.length - settled.length : 1
      for (let i = 0; i < same; i++) settled.push({ ok: false, error })
    }
    try {
      const result = connection.execute(next)
      if (result instanceof Promise) {
        return result
          .then((value) => void settled.push({ ok: true, value }), fail)
          .then(() => pipelineFrom(connection, statements, settled))
      }
      settled.push({ ok: true, value: result })
    } catch (error) {
      fail(error)
    }
  }
  return settled
}
