import type { MigrationSource } from '../../contracts/migration.ts'
import { checkName } from '../../door/name.ts'
import { checkOptions } from '../../door/options.ts'

export const sourceOptions = [
  'directory',
  'migrations',
  'repeatables',
  'tables',
  'store',
  'line',
  'ledger',
] as const

const action = 'read the migrations'

/** Throws `TypeError` when it is not clear where they come from. */
export const checkSource = (source: MigrationSource): void => {
  checkOptions(source, sourceOptions, action)
  const { directory, migrations, tables, store } = source ?? {}
  if ([directory, migrations, tables, store].filter((one) => one !== undefined).length !== 1)
    throw new TypeError(`Cannot ${action}: give a directory, a list of migrations, tables, or a store`)
  if (store !== undefined && (source.line !== undefined || source.ledger !== undefined))
    throw new TypeError(`Cannot ${action}: a store has a line and a ledger of its own; leave both out`)
  if (source.tables !== undefined && !Array.isArray(source.tables))
    throw new TypeError(`Cannot ${action}: tables must be a list of tables made by defineTable`)
  if (source.migrations !== undefined && !Array.isArray(source.migrations))
    throw new TypeError(`Cannot ${action}: migrations must be a list`)
  if (
    source.repeatables !== undefined &&
    (source.migrations === undefined || !Array.isArray(source.repeatables))
  )
    throw new TypeError(
      `Cannot ${action}: repeatables must be a list beside migrations; a directory has them as files R__name.sql`,
    )
  if (source.line !== undefined) checkName(source.line, 'line', action)
  if (source.ledger !== undefined) checkName(source.ledger, 'ledger', action)
}
