import type { DiagnosisFinding, HalfwayStep } from '../../contracts/diagnosis.ts'
import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { Session } from '../../contracts/session.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** The steps of what was left half-way, in order. */
export const halfwaySteps = async (
  session: Session,
  { line, tables }: Ledger,
  applied: readonly AppliedMigration[],
): Promise<readonly HalfwayStep[]> => {
  const found: HalfwayStep[] = []
  for (const { version, name } of applied.filter(({ outcome }) => outcome === 'started')) {
    const rows = session.records(tables.steps).walk({ where: { line, version } })
    for await (const { title, state, done, total, attempt, at } of rows) {
      found.push({
        version,
        name,
        step: title,
        state: state as HalfwayStep['state'],
        done,
        ...(total === null ? {} : { total }),
        attempt,
        at,
      })
    }
  }
  return found
}

export const halfwayFindings = (
  applied: readonly AppliedMigration[],
  holder: string | undefined,
): readonly DiagnosisFinding[] =>
  applied
    .filter(({ outcome }) => outcome === 'started')
    .map(({ version, name }) => ({
      kind: 'halfway',
      level: holder === undefined ? 'problem' : 'note',
      subject: `${version} ${name}`,
      message:
        holder === undefined
          ? `${version} "${name}" was left half-way`
          : `${version} "${name}" is half-way, and ${holder} is at it`,
      remedy:
        holder === undefined
          ? 'apply the migrations: the next run goes on where it stopped'
          : 'wait; if that process is gone, the next run takes over by itself',
    }))
