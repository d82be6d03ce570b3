import type { AppliedMigration, HistoryProblem } from '../../contracts/migration-report.ts'
import type { LoadedMigration, LoadedSource } from './loaded-migration.ts'

export interface Settled {
  readonly migrations: readonly LoadedMigration[]
  readonly problems: readonly HistoryProblem[]
}

/**
 * Which of two ways a database goes where one text stands for many: a new one starts with that text, one that has applied them all is behind it, and one in the
 * middle goes on with what is left of them, if it is still there. Pure.
 */
export const settle = (
  { migrations, squashes }: LoadedSource,
  applied: readonly AppliedMigration[],
  to: number = Infinity,
): Settled => {
  let newest: LoadedMigration | undefined
  for (const squash of squashes.toReversed()) {
    const later = migrations.filter(({ version }) => version > squash.version)
    const below = applied.filter(({ version }) => version <= squash.version)
    const isNew = below.length === 0 && squash.version <= to
    const ranIt = below.some(
      ({ version, checksum }) => version === squash.version && checksum === squash.checksum,
    )
    if (isNew || ranIt) return told([squash, ...later], newest, applied)
    if (below.length > 0) {
      if (notCovered(squash, below).length === 0)
        return told([...below.map((entry) => standIn(entry, migrations)), ...later], newest, applied)
      newest ??= squash
    }
  }
  return told(migrations, newest, applied)
}

/** What a squashed one stands for and these entries do not have. */
const notCovered = (
  { squashes = [] }: LoadedMigration,
  below: readonly AppliedMigration[],
): readonly number[] => {
  const covered = new Set<number>()
  for (const { version, checksum, kind, outcome } of below) {
    if (outcome !== 'applied') continue
    const same = squashes.filter((one) => one.version === version)
    const found = same.find((one) => one.checksum === checksum)
    if (found === undefined && !(kind === 'baseline' && same.length > 0)) continue
    const from = found?.from ?? version
    for (const one of squashes) if (one.version >= from && one.version <= version) covered.add(one.version)
  }
  return [...new Set(squashes.map(({ version }) => version))].filter((version) => !covered.has(version))
}

/** What was applied, from its file where that is still there. */
const standIn = (entry: AppliedMigration, migrations: readonly LoadedMigration[]): LoadedMigration => {
  const { version, name, checksum } = entry
  const found = migrations.find((one) => one.version === version && one.checksum === checksum)
  return (
    found ?? { version, name, checksum, up: { kind: 'steps', steps: [] }, isOneTransaction: true, accept: {} }
  )
}

/** A database in the middle needs the files that it has not applied. */
const told = (
  migrations: readonly LoadedMigration[],
  squash: LoadedMigration | undefined,
  applied: readonly AppliedMigration[],
): Settled => {
  if (squash === undefined) return { migrations, problems: [] }
  const { version, name, file = `${version} "${name}"` } = squash
  const below = applied.filter((entry) => entry.version <= version)
  const left = notCovered(squash, below).filter((one) => !migrations.some((there) => there.version === one))
  if (left.length === 0) return { migrations, problems: [] }
  const message = `${file} stands for ${left.join(', ')} too, which this database has not applied in that form, and their files are gone; put them back from version control, or start the last release that had them and then this one`
  return { migrations, problems: [{ kind: 'squashed', version, name, message }] }
}
