import type { Database } from '../../contracts/session.ts'
import { checkName } from '../../door/name.ts'
import { hasCode } from '../../errors.ts'
import { imports } from './imports.ts'

/**
 * Whether the import of this name is done: every file that it found is in the tables and proven. One read of one row by its key, so an
 * application can ask at each start.
 */
export const isImported = async (db: Pick<Database, 'records'>, name: string): Promise<boolean> => {
  checkName(name, 'name of the import', 'look for an import')
  try {
    const row = await db.records(imports).get(name, { select: ['state'] })
    return row?.state === 'done'
  } catch (error) {
    if (hasCode(error, 'no-table')) return false
    throw error
  }
}
