import type { Call } from '../../../database/executor.ts'
import { prune } from '../../keyed/prune.ts'
import type { StoreAccess } from '../../keyed/store-access.ts'
import { groupTable } from '../tables.ts'

/** Forgets up to `limit` groups of which a row says nothing any more; a claim that needs one makes it again. */
export const pruneGroups = async (
  { executor, space }: StoreAccess,
  limit: number,
  { action }: Call,
): Promise<void> => {
  const table = groupTable
  await prune(
    executor,
    {
      space,
      table,
      condition: ({ now }) => `t.limits is null and (t.begun_until is null or t.begun_until <= ${now})`,
    },
    limit,
    action,
  )
}
