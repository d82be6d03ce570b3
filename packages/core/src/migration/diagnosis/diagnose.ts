import type { Diagnosis, DiagnosisFinding } from '../../contracts/diagnosis.ts'
import type { AppliedMigration, HistoryProblem, MigrationPlan } from '../../contracts/migration-report.ts'
import type { MigrationSource } from '../../contracts/migration.ts'
import { tampering } from '../ledger/check-chain.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { limitsOf } from '../run-options.ts'
import { driftOf } from '../run/drift.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Workshop } from '../workshop.ts'
import { errorText, remedyOf } from './error-text.ts'
import { failedFindings } from './failed-findings.ts'
import { fileFindings } from './file-findings.ts'
import { halfwayFindings, halfwaySteps } from './halfway.ts'
import { ledgerFindings } from './ledger-findings.ts'
import { schemaFindings } from './schema-findings.ts'

/** What a look needs: how to read the database and the history. */
export interface Patient {
  readonly workshop: Workshop
  readonly ledger: Ledger
  readonly context: StepContext
  readonly source: MigrationSource
  plan(): Promise<MigrationPlan>
  holder(): Promise<string | undefined>
}

/** Looks at everything that a person would ask after something went wrong. Changes nothing. */
export const diagnose = async (patient: Patient): Promise<Diagnosis> => {
  const { workshop, ledger, context, source } = patient
  const { facts } = workshop.engine.driver
  const schema = await workshop.transaction(
    (work) => context.readSchema(work, { ours: true }),
    limitsOf({}),
    { readOnly: true },
  )
  const kept = ledgerFindings(ledger, schema)
  const isReadable = ledger.isOurs || kept.ledger.every(({ state }) => state !== 'incomplete')
  const applied = (isReadable ? await ledger.read(workshop.session) : undefined) ?? []
  const holder = isReadable ? await patient.holder() : undefined
  const hasSteps = kept.isWhole
  const files = source.directory === undefined ? [] : fileFindings(source.directory)
  const { pending, findings: history } = isReadable
    ? await historyFindings(patient, files)
    : { pending: [], findings: [] }
  const findings = [
    ...kept.findings,
    ...history,
    ...(hasSteps ? await tamperFindings(patient, applied) : []),
    ...(hasSteps ? await driftFindings(patient) : []),
    ...halfwayFindings(applied, holder),
    ...(hasSteps ? await failedFindings(workshop.session, ledger, applied, pending) : []),
    ...schemaFindings(schema),
    ...files,
    ...durabilityFindings(facts.durability),
  ]
  return {
    line: ledger.line,
    facts,
    ledger: kept.ledger,
    applied: countApplied(applied),
    pending: pending.length,
    ...(holder === undefined ? {} : { holder }),
    halfway: hasSteps ? await halfwaySteps(workshop.session, ledger, applied) : [],
    findings: [
      ...findings.filter(({ level }) => level === 'problem'),
      ...findings.filter(({ level }) => level === 'note'),
    ],
  }
}

const driftFindings = async ({
  workshop,
  ledger,
  context,
}: Patient): Promise<readonly DiagnosisFinding[]> => {
  const drift = await workshop.transaction((work) => driftOf(work, ledger, context), limitsOf({}), {
    readOnly: true,
  })
  return drift.map((change) => ({
    kind: 'drift',
    level: 'problem',
    subject: change,
    message: `changed by other ways since the last run: ${change}`,
    remedy: 'undo it, or write it down as a migration',
  }))
}

const tamperFindings = async (
  { workshop, ledger }: Patient,
  applied: readonly AppliedMigration[],
): Promise<readonly DiagnosisFinding[]> =>
  (await tampering(workshop.session, ledger, applied)).map(historyFinding)

const historyFinding = ({ version, name, message }: HistoryProblem): DiagnosisFinding => ({
  kind: 'history',
  level: 'problem',
  subject: `${version} ${name}`.trimEnd(),
  message: errorText(new Error(message)),
  remedy: remedyOf(new Error(message)),
})

const countApplied = (applied: readonly AppliedMigration[]): number =>
  applied.filter(({ outcome }) => outcome === 'applied').length

const historyFindings = async (
  { plan }: Patient,
  files: readonly DiagnosisFinding[],
): Promise<{
  readonly pending: MigrationPlan['pending']
  readonly findings: readonly DiagnosisFinding[]
}> => {
  try {
    const { pending, problems } = await plan()
    return { pending, findings: problems.map(historyFinding) }
  } catch (error) {
    // A name that stops the whole folder is told as a file already.
    if (files.some(({ level }) => level === 'problem')) return { pending: [], findings: [] }
    const about = { kind: 'history', level: 'problem', subject: 'the migrations' } as const
    return { pending: [], findings: [{ ...about, message: errorText(error), remedy: remedyOf(error) }] }
  }
}

const durabilityFindings = (durability: Diagnosis['facts']['durability']): readonly DiagnosisFinding[] =>
  durability === 'full'
    ? []
    : [
        {
          kind: 'durability',
          level: 'note',
          subject: durability,
          message:
            durability === 'process'
              ? 'the last commits may be missing after power loss'
              : 'nothing survives the process',
          remedy: 'open the database with full durability, unless that is what you want',
        },
      ]
