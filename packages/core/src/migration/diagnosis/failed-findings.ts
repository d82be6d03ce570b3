import type { DiagnosisFinding } from '../../contracts/diagnosis.ts'
import type { AppliedMigration, PlannedMigration } from '../../contracts/migration-report.ts'
import type { Session } from '../../contracts/session.ts'
import { isOfItself, type FailureDetail } from '../ledger/failure-detail.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** What went wrong last with one, since it last went right. */
interface Failures {
  readonly last: FailureDetail
  readonly at: Date
  readonly times: number
}

/** Migrations whose last try failed, to apply or to undo them, as the events tell. */
export const failedFindings = async (
  session: Session,
  { line, tables }: Ledger,
  applied: readonly AppliedMigration[],
  pending: readonly PlannedMigration[],
): Promise<readonly DiagnosisFinding[]> => {
  const failed = new Map<string, Failures>()
  const events = session.records(tables.events).walk({
    where: { line, event: { in: ['failed', 'applied', 'rolled-back', 'repeated'] } },
    // An older release's table lacks some of the others.
    select: ['version', 'event', 'detail', 'at'],
  })
  for await (const { version, event, detail, at } of events) {
    const last = JSON.parse(detail) as FailureDetail
    const key = keyOf({ version, ...last })
    if (event === 'failed') {
      const before = failed.get(key)
      const isSame = before?.last.checksum === last.checksum && before?.last.direction === last.direction
      failed.set(key, { last, at, times: isSame ? before!.times + 1 : 1 })
    } else failed.delete(key)
  }
  return [...failed].flatMap(([key, failures]) => {
    const found = pending.find((one) => keyOf(one) === key) ?? applied.find((one) => keyOf(one) === key)
    return found === undefined ? [] : [finding(found, failures)]
  })
}

/** All repeatable texts have one number, and each its name. */
const keyOf = ({ version, name = '' }: { readonly version: number; readonly name?: string }): string =>
  version === 0 ? `the repeatable text "${name}"` : String(version)

const finding = (
  { version, name, checksum, ...rest }: PlannedMigration | AppliedMigration,
  { last, at, times }: Failures,
): DiagnosisFinding => {
  const file = 'file' in rest ? rest.file : undefined
  const isUndone = last.direction === 'down'
  const place = `${last.line === undefined ? '' : `, line ${last.line}`}${last.step === undefined ? '' : `, at "${last.step}"`}`
  const why = last.code === undefined ? '' : ` (${last.code})`
  const often = times === 1 ? 'failed' : `failed ${times} times, the last`
  const tried = isUndone ? 'to undo it ' : last.rehearsal === true ? 'in the rehearsal ' : ''
  const isChanged = last.checksum !== undefined && last.checksum !== checksum
  const what = version === 0 ? keyOf({ version, name }) : `${version} "${name}"`
  const isTold = !isUndone && !isChanged && isOfItself(last.code)
  return {
    kind: 'failed',
    level: isTold ? 'problem' : 'note',
    subject: version === 0 ? name : `${version} ${name}`,
    message: `${what} ${often} ${tried}on ${at.toISOString()}${place}${why}`,
    remedy: remedyFor(file ?? 'it', { isUndone, isChanged, isTold }),
  }
}

const remedyFor = (
  what: string,
  {
    isUndone,
    isChanged,
    isTold,
  }: { readonly isUndone: boolean; readonly isChanged: boolean; readonly isTold: boolean },
): string => {
  if (isUndone) return 'mend the text that undoes it, or leave it applied'
  if (isChanged) return `${what} was changed since: try it, with a rehearsal or a run`
  if (isTold)
    return `mend ${what} or the data, then apply it; a rehearsal tells the whole reason and changes nothing`
  return 'it was stopped, or the circumstances did it: apply it again'
}
