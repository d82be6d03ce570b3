import type { DoneMigration } from '../../contracts/migration-report.ts'
import { isOutcomeUnknown } from '../../errors.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits, type ScriptUnits } from '../units/script-units.ts'
import { applyTogether, FailedTogether } from './apply-together.ts'
import { NewTables } from './new-tables.ts'
import type { Run } from './run.ts'

/** How many migrations share a transaction, and how long it takes more of them in, in milliseconds: a kill costs no more than that. */
const most = 1_000
const longest = 250

/**
 * Neighbours that touch nothing but tables of this very run share a transaction with their entries: nobody else can see those tables or wait for them, and
 * each commit would wait for the disk. When one fails, all of it is rolled back, those before it are applied again, and that one goes by itself: what is
 * reported, and what is left, is the same as without sharing.
 */
export class SharedTransactions {
  readonly #run: Run
  readonly #pending: readonly LoadedMigration[]
  #tables: NewTables | undefined
  /** Where the one is that failed, which no transaction may share. */
  #alone = -1
  #isOff = false

  constructor(run: Run, pending: readonly LoadedMigration[]) {
    this.#run = run
    this.#pending = pending
  }

  /** Those from `index` on that it has applied; none when the next one has to go by itself. */
  async apply(index: number): Promise<readonly DoneMigration[]> {
    if (!this.#mayShare(index)) return []
    const to = this.#alone > index ? this.#alone : this.#pending.length
    try {
      const bounds = { from: index, to, most, longest }
      const { done, tables } = await applyTogether(this.#run, this.#pending, this.#tables, bounds)
      this.#tables = tables
      if (done.length === 0) this.#isOff = true
      return done
    } catch (error) {
      if (!(error instanceof FailedTogether)) throw error
      if (isOutcomeUnknown(error.cause)) throw error.cause
      if (error.at === undefined) this.#isOff = true
      else this.#alone = error.at
      return this.apply(index)
    }
  }

  /** Whether the next one could share at all, so that nothing is asked for a single migration or one that does more. */
  #mayShare(index: number): boolean {
    if (this.#isOff || this.#pending.length - index < 2) return false
    const migration = this.#pending[index]!
    // Its entry is in another table.
    if (migration.isRepeatable === true) return false
    const script = this.#read(migration)
    const known = this.#tables?.copy() ?? NewTables.unknown()
    const may = index !== this.#alone && script !== undefined && known.admit(migration, script)
    // What goes by itself may make what the tables of this run could not be told from.
    if (!may && (script === undefined || !known.stay(migration, script))) this.#tables = undefined
    return may
  }

  #read(migration: LoadedMigration): ScriptUnits | undefined {
    try {
      return scriptUnits(migration, migration.up, this.#run.context)
    } catch {
      // Whoever applies it says what is wrong with it.
      return undefined
    }
  }
}
