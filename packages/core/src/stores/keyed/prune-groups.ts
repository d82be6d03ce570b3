import type { Executor } from '../../database/executor.ts'
import type { Doomed } from './prune.ts'
import { StoreText } from './store-text.ts'

/** Rows that go with others: `condition` finds the head of each group, and `group` is the column that its rows share. */
export interface DoomedGroups extends Doomed {
  readonly group: string
  readonly indexes: GroupIndexes
}

/** The names of the indexes that find the heads by their condition, and the rows of a group. */
export interface GroupIndexes {
  readonly heads: string
  readonly groups: string
}

/**
 * Removes up to `limit` groups with all their rows and resolves with how many groups; those whose head another transaction holds are left to it. The
 * heads are locked first, and looked at again under the lock: a group that was kept alive meanwhile stays whole, as long as whoever adds a row writes the
 * head before it in the same transaction.
 */
export const pruneGroups = async (
  executor: Executor,
  { space, table, group, condition, indexes }: DoomedGroups,
  limit: number,
  action: string,
): Promise<number> =>
  executor.transaction(
    async (inner) => {
      const heads = new StoreText(inner, space, table)
      const where = `${heads.ofStore}${condition(heads)} limit ${heads.bind(limit)}`
      const lock = inner.dialect.locks === 'rows' ? ' for update skip locked' : ''
      const select = `select t.${group} from ${heads.rowsBy(indexes.heads)} where ${where}${lock}`
      const { rows } = await inner.query(heads.finish('PRUNE', select), 'read', { action })
      if (rows.length === 0) return 0
      const members = new StoreText(inner, space, table)
      const list = members.bind(rows.map(([head]) => head as string))
      const isOneOf = inner.dialect.anyOf(`t.${group}`, list)
      const remove = `delete from ${members.rowsBy(indexes.groups)} where ${members.ofStore}${isOneOf}`
      await inner.query(members.finish('PRUNE', remove), 'write', { action })
      return rows.length
    },
    executor.isTransaction ? undefined : { isolation: 'read-committed' },
  )
