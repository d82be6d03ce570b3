import type { Session } from '../../contracts/session.ts'
import type { RootExecutor } from '../../database/root-executor.ts'
import { sql } from '../../database/sql.ts'
import { integer } from '../../tables/column.ts'

/** The time by which leases end: the server's where there is one, so that two hosts' clocks cannot disagree. */
export const timeOf = async (session: Session, root: RootExecutor): Promise<number> => {
  const time = root.time()
  if (time !== null) return time
  const row = await session.first(
    sql`select ${sql.raw(root.dialect.now('null'))} as now`.as({ now: integer() }),
  )
  return row!.now
}
