import type { Result, Settled, Statement } from '@holdfast/core'
import { controlOf } from './nature.ts'

const begin = (text: string): readonly Statement[] => [{ text, values: [], cache: true }]

export const beginWriting: readonly Statement[] = begin('BEGIN TRANSACTION')
export const beginReading: readonly Statement[] = begin('BEGIN TRANSACTION READ ONLY')

/** Runs one statement behind the other. The first failure is the answer of all behind it, but a ROLLBACK is run all the same. */
export const inOrder = async (
  statements: readonly Statement[],
  execute: (statement: Statement) => Promise<Result>,
): Promise<readonly Settled<Result>[]> => {
  const settled: Settled<Result>[] = []
  let failed: { readonly ok: false; readonly error: unknown } | undefined
  for (const statement of statements) {
    // Behind a BEGIN that failed a statement would commit by itself.
    if (failed !== undefined && controlOf(statement.text) !== 'rollback') {
      settled.push(failed)
      continue
    }
    try {
      settled.push({ ok: true, value: await execute(statement) })
    } catch (error) {
      failed = { ok: false, error }
      settled.push(failed)
    }
  }
  return settled
}
