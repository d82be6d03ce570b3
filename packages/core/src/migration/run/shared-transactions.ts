import type { DoneMigration } from '../../contracts/migration-report.ts'
import { isOutcomeUnknown } from '../../errors.ts'
import type { Entry } from '../ledger/ledger.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits, type ScriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import { confirmCommitted, entryOf, runTogether } from './finish.ts'
import { NewTables } from './new-tables.ts'
import type { Run } from './run.ts'

/** How many migrations share a transaction, and how long it takes more of them in, in milliseconds: a kill costs no more than that. */
const most = 1_000
const longest = 250

interface Member {
  readonly migration: LoadedMigration
  readonly entry: Entry
}

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
    const { workshop, lock, limits, context, ledger } = this.#run
    const end = this.#alone > index ? this.#alone : this.#pending.length
    let failing: number | undefined
    let members: readonly Member[]
    let tables: NewTables | undefined
    try {
      members = await workshop.transaction(async (work) => {
        await lock.confirm(work)
        const made = this.#tables?.copy() ?? NewTables.beside(await context.readSchema(work))
        const list: Member[] = []
        const deadline = performance.now() + longest
        for (let at = index; at < end && list.length < most && performance.now() < deadline; at++) {
          failing = at
          const migration = this.#pending[at]!
          const start = performance.now()
          const script = scriptUnits(migration, migration.up, context)
          if (!made.admit(migration, script)) break
          const { version, name } = migration
          this.#run.tell({ phase: 'apply', version, name, done: at, total: this.#pending.length })
          limits.signal?.throwIfAborted()
          await runTogether(this.#run, work, script.units as readonly Together[])
          list.push({ migration, entry: entryOf(migration, script, start) })
        }
        failing = undefined
        tables = made
        if (list.length > 0) await ledger.recordAll(work.tx, list)
        return list
      }, limits)
    } catch (error) {
      if (isOutcomeUnknown(error)) throw error
      if (failing === undefined) this.#isOff = true
      else this.#alone = failing
      return this.apply(index)
    }
    if (members.length === 0) {
      this.#isOff = true
      return []
    }
    this.#tables = tables
    await confirmCommitted(this.#run, ...members.map(({ migration }) => migration))
    return members.map(({ migration: { version, name }, entry: { duration } }) => ({
      version,
      name,
      duration,
    }))
  }

  /** Whether the next one could share at all, so that nothing is asked for a single migration or one that does more. */
  #mayShare(index: number): boolean {
    if (this.#isOff || this.#pending.length - index < 2) return false
    const migration = this.#pending[index]!
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
