import type { HistoryProblem } from '../contracts/migration-report.ts'
import type { Session } from '../contracts/session.ts'
import type { History } from './history.ts'
import type { Ledger } from './ledger/ledger.ts'
import { inEnglish } from './lint/in-english.ts'
import type { LoadedMigration } from './source/loaded-migration.ts'
import { editedParts } from './source/part-marks.ts'

/** How many places are named; a whole new text has all of them. */
const named = 5

/** The same history, each edited migration with the places where it is not what was applied. Reads only where there is one. */
export const withEditedPlaces = async (
  history: History,
  source: readonly LoadedMigration[],
  ledger: Ledger,
  reader: <R>(read: (session: Session) => Promise<R>) => Promise<R>,
): Promise<History> => {
  if (ledger.isOurs || !history.problems.some(({ kind }) => kind === 'edited')) return history
  const marks = await reader((session) => ledger.partMarks(session))
  return { ...history, problems: history.problems.map((problem) => placed(problem, source, marks)) }
}

const placed = (
  problem: HistoryProblem,
  source: readonly LoadedMigration[],
  marks: ReadonlyMap<number, string>,
): HistoryProblem => {
  const before = problem.kind === 'edited' ? marks.get(problem.version) : undefined
  const now = source.find(({ version }) => version === problem.version)
  const places = before === undefined || now === undefined ? undefined : editedParts(before, now.up)
  if (places === undefined) return problem
  const what = now!.up.kind === 'sql' ? 'line' : 'step'
  const rest = places.length - named
  const list = [...places.slice(0, named).map(String), ...(rest > 0 ? [`${rest} more`] : [])]
  const told = `${what}${places.length === 1 ? '' : 's'} ${inEnglish(list)}`
  return {
    ...problem,
    places,
    message: problem.message.replace(' was edited after', ` was edited at ${told} after`),
  }
}
