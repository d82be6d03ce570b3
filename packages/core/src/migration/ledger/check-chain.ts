import type { AppliedMigration, HistoryProblem } from '../../contracts/migration-report.ts'
import type { Session } from '../../contracts/session.ts'
import { hasCode } from '../../errors.ts'
import { linkOf } from './chain.ts'
import type { Ledger } from './ledger.ts'
import { readDetail } from './read-detail.ts'

/**
 * Whether somebody changed the history by hand: an event that is not what was written, and an entry that is not what the events tell. Reads all events of the
 * line.
 */
export const tampering = async (
  session: Session,
  ledger: Ledger,
  applied: readonly AppliedMigration[],
): Promise<readonly HistoryProblem[]> => {
  // Most of what is written of a store's line comes with no event.
  if (ledger.isOurs) return []
  const told = new Map<number, string | undefined>()
  const problems: HistoryProblem[] = []
  let previous: string | null = null
  let isChained = false
  let events = 0
  try {
    const { line, tables } = ledger
    for await (const event of session.records(tables.events).walk({ where: { line } })) {
      events += 1
      remember(told, event)
      // What an older release wrote has no link yet.
      if (event.chain === null && !isChained) continue
      isChained = true
      if (problems.length === 0 && event.chain !== linkOf(previous, event))
        problems.push(changedEvent(event, ledger))
      previous = event.chain
    }
  } catch (error) {
    if (hasCode(error, 'no-table') || hasCode(error, 'no-column')) return []
    throw error
  }
  if (events === 0) return problems
  return [...problems, ...changedEntries(told, applied, ledger)]
}

interface Told {
  readonly version: number
  readonly event: string
  readonly detail: string
}

/** What the events say of each version so far: its checksum, undefined where none was written. */
const remember = (told: Map<number, string | undefined>, { version, event, detail }: Told): void => {
  if (event === 'rolled-back') told.delete(version)
  else if (event === 'applied' || event === 'repaired') {
    const { checksum, after } = readDetail<{ checksum?: string; after?: string }>(detail)
    told.set(version, checksum ?? after)
  } else if (event === 'baseline') {
    const { entries = [] } = readDetail<{ entries?: readonly { version: number; checksum: string }[] }>(
      detail,
    )
    for (const entry of entries) told.set(entry.version, entry.checksum)
  }
}

const changedEntries = (
  told: ReadonlyMap<number, string | undefined>,
  applied: readonly AppliedMigration[],
  { tables }: Ledger,
): readonly HistoryProblem[] => {
  const done = new Map(applied.map((entry) => [entry.version, entry]))
  const table = tables.migrations.version.table
  const changed = applied.filter(({ version, checksum, outcome, kind }) => {
    if (outcome !== 'applied') return false
    const known = told.get(version)
    // A baseline of an older release tells of its newest version alone.
    return told.has(version) ? known !== undefined && known !== checksum : kind !== 'baseline'
  })
  return [
    ...changed.map(({ version, name }) => ({
      kind: 'tampered' as const,
      version,
      name,
      message: `the entry of ${version} "${name}" in "${table}" is not what the events tell; somebody changed it by hand: put it back from a backup, or accept the migration as it is with repair({ acceptChecksum: [${version}] }) (holdfast repair --accept-checksum ${version})`,
    })),
    ...[...told.keys()]
      .filter((version) => !done.has(version))
      .map((version) => ({
        kind: 'tampered' as const,
        version,
        name: '',
        message: `the entry of ${version} is gone from "${table}", and the events tell that it was applied; put that row back from a backup, or, when what it did is undone as well, apply it again`,
      })),
  ]
}

const changedEvent = (
  { version, event, id }: { readonly version: number; readonly event: string; readonly id: string },
  { tables }: Ledger,
): HistoryProblem => ({
  kind: 'tampered',
  version,
  name: '',
  message: `the event "${event}" of ${version} (${id}) in "${tables.events.id.table}", or one before it, is not what was written; somebody changed or removed it by hand: compare the table with a backup`,
})
