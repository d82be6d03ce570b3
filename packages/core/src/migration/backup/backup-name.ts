import { randomBytes } from 'node:crypto'
import type { Dialect } from '../../database/dialect.ts'

/** What the tables that hold copies begin with. */
export const backupPrefix = 'holdfast_backup_'

const timeOf = (at: Date): string => at.toISOString().replaceAll(/\D/g, '').slice(0, 14)

/** A name for a whole copy: `app_12_20261121153000_9f3c1a.db`. */
export const fileBackupName = (database: string, version: number, at: Date, extension: string): string =>
  `${database}_${version}_${timeOf(at)}_${randomBytes(3).toString('hex')}${extension}`

/** A name that says of what and when, and that no other copy has: `holdfast_backup_12_20261121153000_people_9f3c1a`. */
export const backupName = (dialect: Dialect, table: string, version: number, at: Date): string => {
  const time = timeOf(at)
  const stamp = randomBytes(3).toString('hex')
  const start = `${backupPrefix}${version}_${time}_`
  const room = dialect.backup.nameBytes - start.length - stamp.length - 1
  const readable = table
    .toLowerCase()
    .replaceAll(/[^a-z\d_]+/g, '_')
    .slice(0, Math.max(0, room))
  return `${start}${readable}_${stamp}`
}
