import type { AppliedMigration, AppliedRepeatable, HistoryProblem } from '../contracts/migration-report.ts'
import { HoldfastError } from '../errors.ts'
import { settle } from './source/settle.ts'
import type { LoadedMigration, LoadedSource } from './source/loaded-migration.ts'

export interface History {
  readonly pending: readonly LoadedMigration[]
  readonly problems: readonly HistoryProblem[]
}

/** What of the source is not in the ledger yet, and what cannot be right about the two. Pure. */
export const compareHistory = (
  loaded: LoadedSource,
  applied: readonly AppliedMigration[],
  repeated: readonly AppliedRepeatable[],
  options: { readonly to?: number | undefined; readonly allowOutOfOrder?: boolean | undefined } = {},
): History => {
  const { to = Infinity, allowOutOfOrder = false } = options
  const { repeatables } = loaded
  const { migrations: source, problems: squashed } = settle(loaded, applied, to)
  const known = new Map(source.map((migration) => [migration.version, migration]))
  const done = new Map(applied.map((entry) => [entry.version, entry]))
  const newest = source.at(-1)?.version ?? 0
  const last = applied.findLast(({ outcome }) => outcome === 'applied')?.version ?? 0
  const problems: HistoryProblem[] = [...squashed]
  for (const entry of applied) {
    const migration = known.get(entry.version)
    if (migration === undefined) problems.push(entry.version > newest ? ahead(entry, newest) : missing(entry))
    else if (isEdited(migration, entry)) problems.push(edited(migration, entry))
  }
  const pending = source.filter(({ version }) => version <= to && done.get(version)?.outcome !== 'applied')
  if (!allowOutOfOrder) {
    for (const migration of pending) {
      if (migration.version < last && !done.has(migration.version)) problems.push(outOfOrder(migration, last))
    }
  }
  // They may name whatever a migration makes, so none of those may be left.
  const isLast = newest <= to
  const changed = isLast ? repeatables.filter((one) => !isAsItRan(one, repeated)) : []
  return { pending: [...pending, ...changed], problems }
}

/** What is to be done. Throws `migration` when the history cannot be right. */
export const requireRight = ({ pending, problems }: History): readonly LoadedMigration[] => {
  if (problems.length === 0) return pending
  const [first, ...others] = problems.map(({ message }) => message)
  const more = others.length === 0 ? '' : `; and ${others.length} more: ${others.join('; ')}`
  throw new HoldfastError('migration', `Cannot migrate: ${first}${more}`, { report: { problems } })
}

const isAsItRan = ({ name, checksum }: LoadedMigration, repeated: readonly AppliedRepeatable[]): boolean =>
  repeated.some((one) => one.name === name && one.checksum === checksum)

/** A baseline says only that everything is there, not what it was; one that was left half-way is judged step by step. */
const isEdited = (migration: LoadedMigration, entry: AppliedMigration): boolean =>
  entry.kind !== 'baseline' && entry.outcome === 'applied' && migration.checksum !== entry.checksum

const where = ({ file, version, name }: LoadedMigration): string => file ?? `${version} "${name}"`

const edited = (
  migration: LoadedMigration,
  { version, name, appliedAt }: AppliedMigration,
): HistoryProblem => ({
  kind: 'edited',
  version,
  name,
  message: `${where(migration)} was edited after it was applied on ${appliedAt.toISOString()}; put it back and write the change as a new migration, or accept it with repair({ acceptChecksum: [${version}] }) (holdfast repair --accept-checksum ${version})`,
})

const missing = ({ version, name }: AppliedMigration): HistoryProblem => ({
  kind: 'missing',
  version,
  name,
  message: `${version} "${name}" was applied and is gone from the source; put it back, from version control or another branch`,
})

const ahead = ({ version, name }: AppliedMigration, newest: number): HistoryProblem => ({
  kind: 'ahead',
  version,
  name,
  message: `${version} "${name}" was applied by a newer release; this one knows migrations up to ${newest}: start the newer release, or deploy this one with the missing migrations`,
})

const outOfOrder = (migration: LoadedMigration, last: number): HistoryProblem => ({
  kind: 'out-of-order',
  version: migration.version,
  name: migration.name,
  message: `${where(migration)} has a lower number than ${last}, which was applied already; give it a higher one, or allow it with allowOutOfOrder (--allow-out-of-order)`,
})
