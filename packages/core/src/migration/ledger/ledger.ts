import type { AppliedMigration, AppliedRepeatable } from '../../contracts/migration-report.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Session, Transaction } from '../../contracts/session.ts'
import type { NewRow, TableRow } from '../../contracts/table.ts'
import { hasCode } from '../../errors.ts'
import { isGone } from '../lock/holder.ts'
import { chained } from './chain.ts'
import { isOfItself, type FailureDetail } from './failure-detail.ts'
import { foreignLedger } from './foreign-ledger.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { partMarks } from '../source/part-marks.ts'
import type { LedgerTables } from './ledger-tables.ts'
import { signature, type Signature } from './signature.ts'

export type EventName =
  | 'started'
  | 'step'
  | 'applied'
  | 'failed'
  | 'rolled-back'
  | 'repaired'
  | 'baseline'
  | 'verified'
  | 'repeated'

/** What a migration's entry says beside the migration itself. */
export interface Entry {
  readonly kind: AppliedMigration['kind']
  readonly statements: number
  readonly duration: number
  readonly outcome: AppliedMigration['outcome']
}

/** What names a migration in the history. */
export type Noted = Pick<LoadedMigration, 'version' | 'name' | 'checksum'>

/** How far a step is. */
export interface StepState {
  readonly state: 'started' | 'done'
  readonly title: string
  /** Of its title and statements. */
  readonly checksum: string
  readonly attempt?: number
  readonly cursor?: string | null
  readonly done?: number
  readonly total?: number | null
}

/** The history of one line. Writes go through the transaction of what they tell. */
export class Ledger {
  readonly line: string
  /** Whether its table is made by others, and those beside it only when a migration needs them. */
  readonly isOurs: boolean = false
  readonly #makeTables: () => LedgerTables
  #tables: LedgerTables | undefined
  readonly #signature: Signature
  readonly #random: (bytes: number) => Uint8Array

  constructor(
    line: string,
    tables: () => LedgerTables,
    engine: string,
    random: (bytes: number) => Uint8Array,
  ) {
    this.line = line
    this.#makeTables = tables
    this.#signature = signature(engine)
    this.#random = random
  }

  get tables(): LedgerTables {
    return (this.#tables ??= this.#makeTables())
  }

  /** Everything in the ledger, by version; nothing when it does not exist yet. */
  async read(session: Session): Promise<readonly AppliedMigration[] | undefined> {
    const found: AppliedMigration[] = []
    try {
      const rows = session.records(this.tables.migrations)
      for await (const row of rows.walk({ where: { line: this.line } })) found.push(this.applies(row))
    } catch (error) {
      if (hasCode(error, 'no-table')) return undefined
      throw hasCode(error, 'no-column') ? foreignLedger(this.tables, error) : error
    }
    return found
  }

  async find(session: Session, version: number): Promise<AppliedMigration | undefined> {
    const row = await session.records(this.tables.migrations).get({ line: this.line, version })
    return row === undefined ? undefined : this.applies(row)
  }

  async record(tx: Transaction, migration: Noted, entry: Entry): Promise<AppliedMigration> {
    return this.applies(await tx.records(this.tables.migrations).upsert(this.row(migration, entry)))
  }

  /** What is written of a migration. */
  protected row({ version, name, checksum }: Noted, entry: Entry): NewRow<LedgerTables['migrations']> {
    return { version, name, checksum, line: this.line, ...entry, ...this.#signature }
  }

  /** What was written of one. */
  protected applies(row: TableRow<LedgerTables['migrations']>): AppliedMigration {
    return appliedOf(row)
  }

  /** Entries and events of several that were applied together, with one statement each. Throws `duplicate` when one of them has an entry. */
  async recordAll(
    tx: Transaction,
    applied: readonly {
      readonly migration: Noted & Pick<LoadedMigration, 'up'>
      readonly entry: Entry
    }[],
  ): Promise<void> {
    const { tables } = this
    const rows = applied.map(({ migration, entry }) => this.row(migration, entry))
    await tx.records(tables.migrations).insertMany(rows)
    const told = applied.map(({ migration: { version, checksum, up } }) => ({
      version,
      event: 'applied' as const,
      detail: { checksum, backups: [], parts: partMarks(up) },
    }))
    await tx.records(tables.events).insertMany(await this.#events(tx, told))
  }

  /** Writes down that a repeatable text ran as it is now. */
  async recordRepeated(
    tx: Transaction,
    entry: Pick<AppliedRepeatable, 'name' | 'checksum' | 'statements' | 'duration'>,
  ): Promise<void> {
    const row = { ...entry, line: this.line, ...this.#signature }
    await tx.records(this.tables.repeatables).delete({ line: this.line, name: entry.name })
    await tx.records(this.tables.repeatables).insert(row)
  }

  /** Which of these versions the ledger has as applied, with the checksum. */
  async applied(session: Session, versions: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const found = await session.records(this.tables.migrations).list({
      where: { line: this.line, version: { in: versions }, outcome: 'applied' },
      select: ['version', 'checksum'],
      limit: versions.length,
    })
    return new Map(found.map(({ version, checksum }) => [version, checksum]))
  }

  async forget(tx: Transaction, version: number): Promise<void> {
    await tx.records(this.tables.migrations).delete({ line: this.line, version })
    await tx.records(this.tables.steps).deleteWhere({ line: this.line, version })
  }

  async tell(session: Session, version: number, event: EventName, detail: object = {}): Promise<void> {
    const [row] = await this.#events(session, [{ version, event, detail }])
    await session.records(this.tables.events).insert(row!)
  }

  /** Writes down that the tables have this shape. It belongs to no line. */
  async tellShape(session: Session, shape: number): Promise<void> {
    const [row] = await this.#events(session, [{ version: shape, event: 'ledger', detail: {} }], '')
    await session.records(this.tables.events).insert(row!)
  }

  async #events(
    session: Session,
    told: readonly {
      readonly version: number
      readonly event: EventName | 'ledger'
      readonly detail: object
    }[],
    line: string = this.line,
  ): Promise<readonly NewRow<LedgerTables['events']>[]> {
    const [last] = await session
      .records(this.tables.events)
      .list({ where: { line }, orderBy: [['id', 'desc']], select: ['id', 'chain'], limit: 1 })
    const by = this.#signature.appliedBy
    const events = told.map(({ version, event, detail }) => ({
      line,
      version,
      event,
      by,
      detail: JSON.stringify(detail),
    }))
    return chained(last, events, Date.now(), this.#random)
  }

  async step(
    session: Session,
    version: number,
    step: number,
  ): Promise<TableRow<LedgerTables['steps']> | undefined> {
    return session.records(this.tables.steps).get({ line: this.line, version, step })
  }

  /** The steps of which something is committed. */
  async stepsDone(session: Session, version: number): Promise<readonly TableRow<LedgerTables['steps']>[]> {
    const steps = await session
      .records(this.tables.steps)
      .list({ where: { line: this.line, version }, orderBy: [['step', 'asc']], limit: 10_000 })
    return steps.filter(({ state, cursor }) => state === 'done' || cursor !== null)
  }

  async markStep(tx: Session, version: number, step: number, state: StepState): Promise<void> {
    await tx.records(this.tables.steps).upsert({ line: this.line, version, step, at: new Date(), ...state })
  }

  /** Who holds the lease of this line, where there is one that has not ended. `now` is on the scale of its end. */
  async holder(session: Session, now: number, multiProcess: boolean): Promise<string | undefined> {
    try {
      const row = await session.records(this.tables.locks).get(this.line)
      return row === undefined || row.expiresAt <= now || isGone(row.holder, multiProcess)
        ? undefined
        : row.holder
    } catch (error) {
      if (hasCode(error, 'no-table')) return undefined
      throw error
    }
  }

  /** What the schema was when a run ended last, whichever line's. Undefined where one was cut short since. */
  async lastSchema(
    session: Session,
  ): Promise<{ readonly fingerprint: string; readonly model: SchemaModel } | undefined> {
    try {
      const [told] = await session.records(this.tables.events).list({
        where: { event: { in: ['verified', 'started', 'applied', 'rolled-back', 'repeated'] } },
        orderBy: [['id', 'desc']],
        select: ['event', 'detail'],
        limit: 1,
      })
      // A run that was killed behind that has left another schema, and did not come to say which.
      return told?.event !== 'verified'
        ? undefined
        : (JSON.parse(told.detail) as { fingerprint: string; model: SchemaModel })
    } catch (error) {
      if (hasCode(error, 'no-table')) return undefined
      throw error
    }
  }

  /** What each text was made of that was applied, or accepted, last: see `partMarks()`. */
  async partMarks(session: Session): Promise<ReadonlyMap<number, string>> {
    const marks = new Map<number, string>()
    const told = session.records(this.tables.events).walk({
      where: { line: this.line, event: { in: ['applied', 'repaired'] } },
      // An older release's table lacks some of the others.
      select: ['version', 'detail'],
    })
    for await (const { version, detail } of told) {
      const { parts } = JSON.parse(detail) as { parts?: string }
      if (parts === undefined) marks.delete(version)
      else marks.set(version, parts)
    }
    return marks
  }

  /** No fewer than `failures()` counts, by checksum: one read, however many are pending. */
  async failuresAtMost(session: Session): Promise<ReadonlyMap<string | undefined, number>> {
    const where = { line: this.line, event: 'failed' }
    const counts = new Map<string | undefined, number>()
    for await (const { detail } of session.records(this.tables.events).walk({ where })) {
      const { checksum } = JSON.parse(detail) as FailureDetail
      counts.set(checksum, (counts.get(checksum) ?? 0) + 1)
    }
    return counts
  }

  /** How often a version with this checksum has failed by itself since it last succeeded or was changed. */
  async failures(session: Session, { version, checksum }: LoadedMigration): Promise<number> {
    let count = 0
    // In the order of their ids, which is that of the events.
    const told = session
      .records(this.tables.events)
      .walk({ where: { line: this.line, version, event: { in: ['failed', 'applied', 'repeated'] } } })
    for await (const { event, detail } of told) {
      const { checksum: of, code, direction } = JSON.parse(detail) as FailureDetail
      // All repeatable texts have one number.
      if (event === 'applied' || (event === 'repeated' && of === checksum)) count = 0
      else if (event === 'failed' && of === checksum && direction === undefined && isOfItself(code))
        count += 1
    }
    return count
  }
}

const appliedOf = (row: TableRow<LedgerTables['migrations']>): AppliedMigration => {
  const { version, name, appliedAt, checksum, kind, statements, duration, outcome, engine, tool, appliedBy } =
    row
  return {
    version,
    name,
    appliedAt,
    checksum,
    kind: kind as AppliedMigration['kind'],
    statements,
    duration,
    outcome: outcome as AppliedMigration['outcome'],
    engine,
    tool,
    appliedBy,
  }
}
