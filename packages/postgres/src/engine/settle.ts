import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, Statement } from '@holdfast/core'

/** How long a transaction that is still in progress is waited for. Milliseconds. */
const patience = 5_000

/**
 * What makes a transaction number meaningful: the timeline, which a promotion changes, the start of the server, and the
 * reset of its statistics, which a crash causes. After either, numbers that were never written down are given out again.
 */
const incarnation =
  "concat_ws('/', substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), " +
  'extract(epoch from pg_postmaster_start_time()), ' +
  '(select extract(epoch from stats_reset) from pg_stat_archiver))'

/**
 * Reads what a connection of its own keeps for life: when the server crashes or restarts, the connection ends too. And
 * whether a transaction without BEGIN is read committed and may write.
 */
export const incarnationQuestion: string =
  `select case when pg_is_in_recovery() then 'replica' else ${incarnation} end, ` +
  "current_setting('default_transaction_isolation') = 'read committed' and " +
  "current_setting('default_transaction_read_only') = 'off'"

/** The number of the running transaction and the server it is valid on; null when it has written nothing. */
const tokenAt = (server: string): Statement => ({
  text:
    'select case when pg_current_xact_id_if_assigned() is not null ' +
    `then pg_current_xact_id_if_assigned()::text || '@' || ${server} end`,
  values: [],
  cache: true,
  summary: 'SELECT transaction id',
})

/** For a connection whose server was asked once. */
export const tokenOn = (server: string): Statement => tokenAt(`'${server.replaceAll("'", "''")}'`)

/** For a connection behind a pooler, whose server may be another one each time. */
export const tokenAnywhere: Statement = tokenAt(incarnation)

const question = `select case when pg_is_in_recovery() then null when ${incarnation} = $2 then pg_xact_status($1::xid8) end`

/** What became of a transaction whose COMMIT got no answer. Another server, or one that restarted, cannot know. */
export const settleToken = async (
  connection: Connection,
  given: string,
): Promise<'committed' | 'aborted' | 'unknown'> => {
  const at = given.indexOf('@')
  const statement: Statement = {
    text: question,
    values: [given.slice(0, at), given.slice(at + 1)],
    cache: false,
  }
  const deadline = performance.now() + patience
  for (let wait = 10; ; wait *= 2) {
    const { rows } = await connection.execute(statement)
    const status = rows[0]?.[0]
    if (status === 'committed' || status === 'aborted') return status
    // Its session has not noticed yet that the connection is gone, or is still writing the commit.
    if (status !== 'in progress' || performance.now() + wait > deadline) return 'unknown'
    await pause(wait)
  }
}
