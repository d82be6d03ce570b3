import type { DatabaseBackup, Migrations, RestoredFile, TableBackup } from '../../contracts/migrations.ts'
import { checkOptions } from '../../door/options.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { withLock } from '../lock/with-lock.ts'
import { limitsOf } from '../run-options.ts'
import { inTransaction, type Run } from '../run/run.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Workshop } from '../workshop.ts'
import { backUpTables } from './back-up-tables.ts'
import { listBackups } from './backup-ledger.ts'
import { backupRequest, type BackupRequested } from './backup-request.ts'
import { backUpToFolder, listDatabaseBackups } from './database-backups.ts'
import { engineOf } from './engine-of.ts'
import { restoreTable } from './restore-table.ts'
import { restoreWhole } from './restore-whole.ts'

/** The calls about copies, of tables and of the whole database, under the lock of the line where they change something. */
export const copiesOf = (
  workshop: Workshop,
  ledger: Ledger,
  context: StepContext,
): Pick<Migrations, 'backup' | 'backups' | 'restore'> => {
  const locked = async <R>(body: (run: Run) => Promise<R>): Promise<R> => {
    const made = await withLock(workshop, ledger, context, {}, body)
    return made!
  }

  function backup(options: { readonly tables: readonly string[] }): Promise<readonly TableBackup[]>
  function backup(options: { readonly folder: string }): Promise<DatabaseBackup>
  async function backup(options: BackupRequested): Promise<readonly TableBackup[] | DatabaseBackup> {
    const { tables, folder } = backupRequest(options)
    if (folder === undefined) return locked((run) => backUpTables(run, tables!))
    return locked(async (run) => {
      const applied = (await run.workshop.read((session) => ledger.read(session), run.limits)) ?? []
      return backUpToFolder(run, folder, applied.at(-1)?.version ?? 0)
    })
  }

  function backups(): Promise<readonly TableBackup[]>
  function backups(options: { readonly folder: string }): Promise<readonly DatabaseBackup[]>
  async function backups(options?: {
    readonly folder: string
  }): Promise<readonly TableBackup[] | readonly DatabaseBackup[]> {
    if (options !== undefined) return listDatabaseBackups(options.folder)
    return workshop.transaction(({ ask }) => listBackups(ask, context.dialect), limitsOf({}), {
      readOnly: true,
    })
  }

  const table = (
    name: string,
    options: { readonly as?: string; readonly replace?: boolean },
  ): Promise<{ readonly rows: number }> => {
    checkOptions(options, ['as', 'replace'], 'restore a table')
    const engine = engineOf(workshop)
    return locked(async (run) => {
      const { rows } = await inTransaction(run, ({ ask }) =>
        restoreTable(ask, context.dialect, name, { ...options, engine }),
      )
      return { rows }
    })
  }

  const restore = async (
    from: string | { readonly file: string },
    options: { readonly as?: string; readonly replace?: boolean } = {},
  ): Promise<RestoredFile> => {
    if (typeof from === 'string') return table(from, options)
    checkOptions(from, ['file'], 'restore the database')
    return locked((run) => restoreWhole(run, from.file))
  }

  return { backup, backups, restore }
}
