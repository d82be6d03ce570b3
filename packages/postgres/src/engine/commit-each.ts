import type { Committed, Settled, Result, Statement } from '@holdfast/core'
import { begin, commit } from './begin.ts'
import type { PostgresConnection } from '../connection.ts'
import type { Settings } from '../options.ts'
import { toResult } from './result.ts'
import { sendTogether } from './send-together.ts'
import { announced, type Owner } from './tenant-setting.ts'
import type { Wire } from './wire.ts'

/** Bounds the waits of the transaction it stands in, and asks for its number, which the write behind it needs anyway. */
const opening = (lockTimeout: number, relaxed: boolean, owner: Owner | undefined): Statement => {
  const told = owner === undefined ? undefined : announced(owner, 2)
  const limit = String(Math.max(1, Math.ceil(lockTimeout)))
  return {
    text: `select set_config('lock_timeout', $1, true), pg_current_xact_id()::text${told === undefined ? '' : `, ${told.text}`}${relaxed ? `, set_config('synchronous_commit', 'off', true)` : ''}`,
    values: told === undefined ? [limit] : [limit, told.value],
    cache: true,
  }
}

/**
 * Each statement in a transaction that its Sync commits, which takes a third of the messages of BEGIN and COMMIT and one
 * answer instead of four. Only where the session's defaults are those of our transactions.
 */
export const commitImplied = (
  wire: Wire,
  server: string,
  statements: readonly Statement[],
  lockTimeout: number,
  owner: Owner | undefined,
): Promise<readonly Committed[]> =>
  Promise.all(
    wire.together(() =>
      statements.map(
        (statement) =>
          new Promise<Committed>((resolve) =>
            sendUnit(
              wire,
              server,
              [opening(lockTimeout, statement.relaxed === true, owner), statement],
              resolve,
            ),
          ),
      ),
    ),
  )

const sendUnit = (
  wire: Wire,
  server: string,
  statements: readonly [Statement, Statement],
  done: (committed: Committed) => void,
): void =>
  sendTogether(wire, statements, true, (settled, { answers }) => {
    if (settled.ok) return done(settled)
    const isComplete = answers.length === statements.length
    done({
      ...settled,
      phase: isComplete || wire.isDead ? 'commit' : 'statement',
      ...(isComplete
        ? { written: toResult(answers[1]!), token: `${String(answers[0]?.rows[0]?.[1])}@${server}` }
        : {}),
    })
  })

/** Each statement between its BEGIN, which says what a session's defaults do not or must not, and its COMMIT. */
export const commitExplicit = async (
  connection: PostgresConnection,
  settings: Settings,
  statements: readonly Statement[],
  lockTimeout: number,
): Promise<readonly Committed[]> => {
  const mode = { isolation: 'read-committed', readOnly: false, lockTimeout } as const
  const opening = begin(mode, settings, connection.owner)
  const relaxed = begin({ ...mode, relaxed: true }, settings, connection.owner)
  const { token, wire } = connection
  const results = await connection.pipeline(
    statements.flatMap((statement) => [
      statement.relaxed === true ? relaxed : opening,
      statement,
      token,
      commit,
    ]),
  )
  return statements.map((_, index) => fateOf(results.slice(index * 4, index * 4 + 4), wire))
}

const fateOf = (results: readonly Settled<Result>[], wire: Wire): Committed => {
  const [began, written, told] = results as [Settled<Result>, Settled<Result>, Settled<Result>]
  const failed = results.find((result) => !result.ok)
  // Behind a BEGIN that was stopped the write has committed by itself.
  if (failed === undefined || failed.ok || (!began.ok && written.ok)) return written as Committed
  const token = told.ok ? told.value.rows[0]?.[0] : undefined
  return {
    ...failed,
    // The COMMIT was sent with the rest: a connection that broke at the statement may have lost its answer too.
    phase: failed === results[3] || wire.isDead ? 'commit' : 'statement',
    ...(written.ok && typeof token === 'string' ? { written: written.value, token } : {}),
  }
}
