import { statement, type SessionLock } from '@holdfast/core'

/** The key of a name in this database; locks are the whole server's. */
const key = `hashtextextended(current_database() || '/' || current_schema() || '/' || $1::text, 0)`

/** An advisory lock of the session. It is only ever tried: a session that waits for one has a snapshot, for which `create index concurrently` would wait in turn. */
export const sessionLock: SessionLock = {
  take: (name) => statement(`select pg_try_advisory_lock(${key})`, [name]),
  holder: (name) =>
    statement(
      `select concat_ws(' ', nullif(a.application_name, ''), 'process ' || l.pid, 'from ' || host(a.client_addr),
        'connected since ' || to_char(a.backend_start at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) from pg_locks l
      left join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = ${key}`,
      [name],
    ),
  free: (name) => statement(`select pg_advisory_unlock(${key})`, [name]),
}
