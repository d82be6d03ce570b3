import type { DatabaseBackup, TableBackup } from '@holdfast/core'
import { columns } from './columns.ts'
import { count } from './count.ts'
import type { Paint } from './paint.ts'
import { timeText } from './time-text.ts'
import { visible } from './visible.ts'

/** Copies of tables, each with the name by which it is restored. */
export const backupsText = (backups: readonly TableBackup[], paint: Paint): string =>
  backups.length === 0
    ? 'There are no copies.\n'
    : columns(
        backups.map(({ name, table, rows, at, version }) => [
          { text: visible(name) },
          { text: visible(`of ${table}`) },
          { text: count(rows, 'row'), right: true },
          { text: timeText(at), paint: paint.dim },
          { text: version === 0 ? '' : `before ${version}`, paint: paint.dim },
        ]),
      )

/** Copies of the whole database, each with the file by which it is restored. */
export const wholeBackupsText = (backups: readonly DatabaseBackup[], paint: Paint): string =>
  backups.length === 0
    ? 'There are no copies.\n'
    : columns(
        backups.map(({ file, rows, bytes, at, version }) => [
          { text: visible(file) },
          { text: count(rows, 'row'), right: true },
          { text: `${(bytes / 1_000_000).toFixed(1)} MB`, right: true },
          { text: timeText(at), paint: paint.dim },
          { text: `at ${version}`, paint: paint.dim },
        ]),
      )
