import type { MigrationSource } from '../../contracts/migration.ts'
import { checkName } from '../../door/name.ts'
import { checkOptions } from '../../door/options.ts'

const action = 'read the migrations'

/** Throws `TypeError` when it is not clear where they come from. */
export const checkSource = (source: MigrationSource): void => {
  checkOptions(source, ['directory', 'migrations', 'line', 'ledger'], action)
  if (typeof source !== 'object' || (source.directory === undefined) === (source.migrations === undefined))
    throw new TypeError(`Cannot ${action}: give either a directory or a list of migrations`)
  if (source.migrations !== undefined && !Array.isArray(source.migrations))
    throw new TypeError(`Cannot ${action}: migrations must be a list`)
  if (source.line !== undefined) checkName(source.line, 'line', action)
  if (source.ledger !== undefined) checkName(source.ledger, 'ledger', action)
}
