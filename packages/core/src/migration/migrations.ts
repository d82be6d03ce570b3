import type { Diagnosis } from '../contracts/diagnosis.ts'
import type { GeneratedMigration, GenerateMigration, WantedSchema } from '../contracts/generated-migration.ts'
import type { MigrationSource } from '../contracts/migration.ts'
import type {
  AppliedMigration,
  MigrationPlan,
  MigrationReport,
  MigrationStatus,
} from '../contracts/migration-report.ts'
import type { SchemaDifference } from '../contracts/schema-change.ts'
import type { SchemaModel } from '../contracts/schema-model.ts'
import type { SquashedMigration, SquashOptions } from '../contracts/squash.ts'
import type { Finding, HazardDescription } from '../contracts/hazard.ts'
import type { Migrations, RehearseOptions, RunOptions } from '../contracts/migrations.ts'
import type { Rehearsal } from '../contracts/rehearsal.ts'
import type { Verification } from '../contracts/verification.ts'
import { adopt } from './adopt/adopt.ts'
import { backUpFirst, policyOf, pruneAfter } from './backup/back-up-first.ts'
import { copiesOf } from './backup/copies.ts'
import { describeRules } from './lint/describe-rules.ts'
import { checkPendingLint, lintPending, type PendingLint } from './guards/lint-pending.ts'
import { rehearseFirst, rehearseSafely } from './rehearse/rehearse-first.ts'
import { requirePatience } from './run/require-patience.ts'
import { syncTables } from './definitions/sync-tables.ts'
import { driftBefore } from './run/drift.ts'
import type { Session } from '../contracts/session.ts'
import { HoldfastError } from '../errors.ts'
import { diagnose } from './diagnosis/diagnose.ts'
import { withEditedPlaces } from './edited-places.ts'
import { compareHistory, requireRight, type History } from './history.ts'
import { Ledger } from './ledger/ledger.ts'
import { ledgerTables } from './ledger/ledger-tables.ts'
import { readRepeatables } from './ledger/repeatables.ts'
import { holderOf } from './lock/holder-of.ts'
import { withLock } from './lock/with-lock.ts'
import { Journal } from './own/journal.ts'
import { sourceOf, type Line } from './own/line.ts'
import { planned } from './planned.ts'
import { SchemaComparison } from './schema-comparison.ts'
import { checkRunOptions, limitsOf } from './run-options.ts'
import { applyAll } from './run/apply-all.ts'
import { baseline } from './run/baseline.ts'
import type { Run } from './run/run.ts'
import { undo } from './run/undo.ts'
import { acceptChecksums } from './run/accept-checksums.ts'
import type { LoadedMigration, LoadedSource } from './source/loaded-migration.ts'
import { loadSource } from './source/load-source.ts'
import { writesReferences } from './source/writes-references.ts'
import { settle, type Settled } from './source/settle.ts'
import { checkSquashOptions, squash } from './squash/squash.ts'
import { checkSource } from './source/check-source.ts'
import type { StepContext } from './verbs/step-units.ts'
import { verification } from './verification.ts'
import type { Work, Workshop } from './workshop.ts'

/** Reads on whatever connection the caller holds. */
type Reader = <R>(read: (session: Session) => Promise<R>) => Promise<R>

/** One line of a SQL database. The source is read anew by every call, so a long-lived one sees new files. */
export class SqlMigrations implements Migrations {
  readonly #workshop: Workshop
  readonly #context: StepContext
  readonly #source: MigrationSource
  readonly #ledger: Ledger
  readonly #own: Line | undefined
  readonly backup: Migrations['backup']
  readonly backups: Migrations['backups']
  readonly restore: Migrations['restore']

  /** `own`: one of our own lines, in place of what the source names. */
  constructor(workshop: Workshop, context: StepContext, source: MigrationSource, own?: Line) {
    checkSource(source)
    this.#workshop = workshop
    this.#context = context
    this.#source = source
    this.#own = own
    const { facts } = workshop.engine.driver
    this.#ledger =
      own === undefined
        ? new Ledger(
            source.line ?? (source.tables === undefined ? 'app' : 'tables'),
            () => ledgerTables(source.ledger ?? 'schema_migrations'),
            `${facts.engine} ${facts.version}`,
            (bytes) => workshop.parts.root.random(bytes),
          )
        : new Journal(own.name, workshop)
    const copies = copiesOf(workshop, this.#ledger, context)
    this.backup = copies.backup
    this.backups = copies.backups
    this.restore = copies.restore
  }

  schema(): Promise<SchemaModel> {
    return this.#comparison().schema()
  }

  difference(wanted: WantedSchema): Promise<SchemaDifference> {
    return this.#comparison().difference(wanted)
  }

  generate(wanted: GenerateMigration): Promise<GeneratedMigration> {
    return this.#comparison().generate(wanted)
  }

  async plan(options: Pick<RunOptions, 'to' | 'allowOutOfOrder'> = {}): Promise<MigrationPlan> {
    checkRunOptions(options, 'plan the migrations')
    const { pending, problems } = await this.#history(options)
    return { line: this.#ledger.line, pending: await planned(pending, this.#context), problems }
  }

  async status(): Promise<MigrationStatus> {
    const applied = (await this.#ledger.read(this.#workshop.session)) ?? []
    const holder = await holderOf(this.#workshop, this.#ledger)
    const repeated = await readRepeatables(this.#workshop.session, this.#ledger)
    return { ...(await this.plan()), applied, repeated, ...(holder === undefined ? {} : { holder }) }
  }

  diagnose(): Promise<Diagnosis> {
    return diagnose({
      workshop: this.#workshop,
      ledger: this.#ledger,
      context: this.#context,
      source: this.#source,
      plan: () => this.plan(),
      holder: () => holderOf(this.#workshop, this.#ledger),
    })
  }

  rules(): readonly HazardDescription[] {
    return describeRules(this.#context.dialect)
  }

  async lint(options: PendingLint = {}): Promise<readonly Finding[]> {
    checkPendingLint(options)
    const source = await this.#load()
    const { pending } = await this.#history({}, source)
    const lint = (work: Work) => lintPending(work, this.#workshop, this.#context, pending, source, options)
    return this.#workshop.transaction(lint, limitsOf({}), { readOnly: true })
  }

  async rehearse({ down = false, ...options }: RehearseOptions = {}): Promise<Rehearsal> {
    checkRunOptions(options, 'rehearse the migrations')
    const source = await this.#load()
    const found = await this.#locked(source, options, async (run) => {
      const { workshop, limits } = run
      const pending = await this.#pending(options, source, (read) => workshop.read(read, limits))
      const { copyBytes } = options
      const telling = down ? 'undone' : 'effects'
      return rehearseSafely(run, pending, { telling, ...(copyBytes === undefined ? {} : { copyBytes }) })
    })
    if (found === undefined)
      throw new HoldfastError('busy', 'Cannot rehearse: another host is migrating this database')
    return found
  }

  async verify(): Promise<Verification> {
    const { problems } = await this.#history({})
    return verification(this.#workshop, this.#ledger, this.#context, problems)
  }

  async apply(options: RunOptions = {}): Promise<MigrationReport> {
    checkRunOptions(options, 'apply the migrations')
    const start = performance.now()
    let drift: readonly string[] = []
    const done = (
      outcome: MigrationReport['outcome'],
      applied: MigrationReport['applied'],
    ): MigrationReport => ({
      outcome,
      applied,
      notRun: [],
      ...(drift.length === 0 ? {} : { drift }),
      duration: Math.round(performance.now() - start),
    })
    const source = await this.#load()
    const isNothing = this.#source.tables === undefined && (await this.#pending(options, source)).length === 0
    if (isNothing && options.drift !== 'refuse') return done('nothing', [])
    const applied = await this.#locked(source, options, async (run) => {
      // Another host may have applied them while this one waited.
      const { workshop, limits } = run
      drift = await driftBefore(run, options.drift)
      if (this.#source.tables !== undefined) return syncTables(run, this.#source.tables)
      const pending = await this.#pending(options, source, (read) => workshop.read(read, limits))
      await requirePatience(run, pending, options.attempts)
      const policy = policyOf(options)
      const whole = await rehearseFirst(run, pending, options)
      const left = pending.slice(whole.length)
      await backUpFirst(run, left, policy)
      const rest = await applyAll(run, left)
      const list = [...whole, ...rest]
      if (list.length > 0) await pruneAfter(run, policy)
      return list
    })
    if (applied === undefined) return done('skipped', [])
    return done(applied.length === 0 ? 'nothing' : 'applied', applied)
  }

  async baseline(version: number): Promise<readonly AppliedMigration[]> {
    const { migrations } = settle(await this.#load(), [], version)
    const made = await withLock(this.#workshop, this.#ledger, this.#context, {}, (run) =>
      baseline(run, migrations, version),
    )
    return made!
  }

  async adopt(): Promise<readonly AppliedMigration[]> {
    const { migrations } = await this.#load()
    const made = await withLock(this.#workshop, this.#ledger, this.#context, {}, (run) =>
      adopt(run, migrations),
    )
    return made!
  }

  async down(options: { readonly to: number } & RunOptions): Promise<MigrationReport> {
    checkRunOptions(options, 'undo the migrations')
    const source = await this.#settled()
    const start = performance.now()
    const applied = await this.#locked(source, options, (run) =>
      undo(run, source.migrations, options.to, policyOf(options)),
    )
    return {
      outcome: applied === undefined ? 'skipped' : applied.length === 0 ? 'nothing' : 'applied',
      applied: applied ?? [],
      notRun: [],
      duration: Math.round(performance.now() - start),
    }
  }

  async squash(options: SquashOptions = {}): Promise<SquashedMigration> {
    checkSquashOptions(options)
    const source = await this.#load()
    const made = await this.#locked(source, {}, (run) => squash(run, source, options))
    return made!
  }

  async repair({
    acceptChecksum,
  }: {
    readonly acceptChecksum: readonly number[]
  }): Promise<readonly AppliedMigration[]> {
    const { migrations } = await this.#settled()
    const made = await withLock(this.#workshop, this.#ledger, this.#context, {}, (run) =>
      acceptChecksums(run, migrations, acceptChecksum),
    )
    return made!
  }

  /** What is to be done. Throws `migration` when the history cannot be right. */
  async #pending(
    options: RunOptions,
    source: LoadedSource,
    reader?: Reader,
  ): Promise<readonly LoadedMigration[]> {
    return requireRight(await this.#history(options, source, reader))
  }

  async #history(
    options: Pick<RunOptions, 'to' | 'allowOutOfOrder'>,
    source?: LoadedSource,
    reader: Reader = (read) => read(this.#workshop.session),
  ): Promise<History> {
    const known = source ?? (await this.#load())
    const applied = (await reader((session) => this.#ledger.read(session))) ?? []
    const repeated =
      known.repeatables.length === 0 ? [] : await reader((session) => readRepeatables(session, this.#ledger))
    const history = compareHistory(known, applied, repeated, options)
    return withEditedPlaces(history, known.migrations, this.#ledger, reader)
  }

  #locked<R>(
    source: Pick<LoadedSource, 'migrations'>,
    options: RunOptions,
    body: (run: Run) => Promise<R>,
  ): Promise<R | undefined> {
    const keepsReferences = this.#source.tables !== undefined || writesReferences(source)
    return withLock(this.#workshop, this.#ledger, this.#context, options, body, keepsReferences)
  }

  #comparison(): SchemaComparison {
    return new SchemaComparison(this.#workshop.engine, this.#context, this.#ledger)
  }

  /** The migrations that this database goes by, see `settle()`. */
  async #settled(): Promise<Settled> {
    return settle(await this.#load(), (await this.#ledger.read(this.#workshop.session)) ?? [])
  }

  async #load(): Promise<LoadedSource> {
    if (this.#own !== undefined) return sourceOf(this.#own)
    return loadSource(this.#source, this.#context.backend)
  }
}
