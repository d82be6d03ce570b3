import { HoldfastError } from '../../errors.ts'
import type { HistoryProblem } from '../../contracts/migration-report.ts'
import { compareHistory } from '../history.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { sourceOf, type Line } from './line.ts'
import type { Journaled } from './read-journal.ts'

/** What is still to be done for one line. */
export interface PendingLine {
  readonly line: Line
  readonly migrations: readonly LoadedMigration[]
  /** Nothing of it was ever applied, so nobody has rows in its tables. */
  readonly isNew: boolean
}

/** The lines that lack something. Throws `schema` when the database is ahead of this release, or was made by another text. Pure. */
export const pendingLines = (lines: readonly Line[], applied: Journaled['applied']): readonly PendingLine[] =>
  lines.flatMap((line) => {
    const done = applied.get(line.name) ?? []
    const { pending, problems } = compareHistory(sourceOf(line), done, [], { allowOutOfOrder: true })
    const [problem] = problems
    if (problem !== undefined) throw refusal(line, problem)
    return pending.length === 0 ? [] : [{ line, migrations: pending, isNew: done.length === 0 }]
  })

const refusal = ({ name, migrations }: Line, { kind, version }: HistoryProblem): HoldfastError =>
  new HoldfastError(
    'schema',
    kind === 'edited'
      ? `Cannot open: the tables of "${name}" were made by another text of version ${version} than this release has; install the release that made them, or, when they are as this one wants them, open with schema "off" and accept it with migrations({ store: "${name}" }).repair({ acceptChecksum: [${version}] })`
      : `Cannot open: the tables of "${name}" have version ${version}, and this release knows ${migrations.at(-1)?.version ?? 0}; update the packages`,
  )
