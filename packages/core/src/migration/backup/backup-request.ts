import { checkOptions } from '../../door/options.ts'

export interface BackupRequested {
  readonly tables?: readonly string[]
  readonly folder?: string
}

/** What `backup()` was asked for: tables or a folder. Throws `TypeError` for neither and for both. */
export const backupRequest = (options: BackupRequested): BackupRequested => {
  const action = 'make a backup'
  checkOptions(options, ['tables', 'folder'], action)
  const { tables, folder } = options
  if ((tables === undefined) === (folder === undefined))
    throw new TypeError(`Cannot ${action}: name either tables or a folder`)
  return options
}
