import { wholeRange } from '../../door/key.ts'
import type { StoreText } from '../keyed/store-text.ts'
import { isPaused } from './pause.ts'

/** How many jobs whose time has come one statement looks at. */
export const dueAtOnce = 1_000

/**
 * The beginning of a statement over the rows `taken`: the keys and priorities of up to `limit` jobs without a group to be taken; `last`, the last of them; and `marked`: those keys, and those of jobs
 * whose time has come and that are to be made ready. When there are more of these than are looked at, none is to be taken, unless this `isLast`.
 *
 * Where several writers exist rows are locked, in parts that run once: as subqueries with a limit they would run again for each row, and take more than they
 * say.
 */
export const foundJobs = (into: StoreText, limit: number, isLast: boolean): string => {
  const { executor, space } = into
  const { key } = space
  const [most, batch] = [into.bind(limit), into.bind(dueAtOnce)]
  const isGiven = `not ${isPaused(into)}`
  // Where nothing is ordered by an index, a condition on another table keeps the engine from sorting as it reads.
  const isFolded = space.constants.length === 0
  const [first, last] = isFolded ? [into.within(wholeRange), isGiven] : [`${into.belongs}${isGiven}`, '1 = 1']
  const from = `from ${into.table} t where ${first} and`
  const skip = executor.dialect.locks === 'rows' ? ' for update skip locked' : ''
  const found = 'select * from due union all select * from ready'
  const isEnough = isLast ? '' : ` and (select count(*) from due) < ${batch}`
  const parts = {
    due: `select t.${key} as found_key, t.priority as rank, t.group_key as found_group ${from} t.leased_until <= ${into.now} order by t.leased_until limit ${batch}${skip}`,
    // Of jobs without a group alone, so that the index is all that is read.
    ready: `select t.${key} as found_key, t.ready as rank, cast(null as text) as found_group ${from} t.ready is not null order by t.ready, t.${key} limit ${most}${skip}`,
    taken: `select found_key, rank from (${found}) as found where found_group is null and ${last}${isEnough} order by rank, found_key limit ${most}`,
    last: 'select rank, found_key from taken order by rank desc, found_key desc limit 1',
    marked: `select found_key from taken union select found_key from due where ${last}`,
  }
  const list = Object.entries(parts).map(([name, select]) => `${name} as materialized (${select})`)
  return `with ${list.join(', ')}`
}
