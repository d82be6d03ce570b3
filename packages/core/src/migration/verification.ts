import type { HistoryProblem } from '../contracts/migration-report.ts'
import type { Verification } from '../contracts/verification.ts'
import { tampering } from './ledger/check-chain.ts'
import { keptProofs } from './ledger/kept-proofs.ts'
import type { Ledger } from './ledger/ledger.ts'
import { limitsOf } from './run-options.ts'
import { driftOf } from './run/drift.ts'
import type { StepContext } from './verbs/step-units.ts'
import type { Workshop } from './workshop.ts'

/** Compares a database with its history. `problems` are those that keep the history from fitting the source. */
export const verification = async (
  workshop: Workshop,
  ledger: Ledger,
  context: StepContext,
  problems: readonly HistoryProblem[],
): Promise<Verification> => {
  const { session } = workshop
  const found = await ledger.read(session)
  const applied = found ?? []
  const all = [...problems, ...(await tampering(session, ledger, applied))]
  // A transaction would not outlive the question for a table that nobody has made yet.
  const drift =
    found === undefined || (await ledger.lastSchema(session)) === undefined
      ? []
      : await workshop.transaction((work) => driftOf(work, ledger, context), limitsOf({}), { readOnly: true })
  const started = applied.filter(({ outcome }) => outcome === 'started').map(({ version }) => version)
  const isWhole = all.length + drift.length + started.length === 0
  const proofs = found === undefined ? [] : await keptProofs(session, ledger, applied)
  return { isWhole, problems: all, drift, started, proofs }
}
