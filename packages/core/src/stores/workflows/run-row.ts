import type { RunState } from '../../contracts/workflows.ts'
import type { Bound, DriverCell } from '../../database/statement.ts'
import type { EndedStep, LockedRun, RunRow, RunSummary, StepRow } from '../../workflow/flow-storage.ts'

/** The column of each field of a run. */
const columnOf: Readonly<Record<keyof RunRow, string>> = {
  workflow: 'workflow',
  state: 'state',
  input: 'input',
  output: 'output',
  error: 'error',
  progress: 'progress',
  waitingFor: 'waiting_for',
  steps: 'steps',
  signals: 'signals',
  deadlineAt: 'deadline_at',
  holder: 'holder',
  fence: 'fence',
  grantedAt: 'granted_at',
  leasedUntil: 'leased_until',
  createdAt: 'created_at',
  startedAt: 'started_at',
  completedAt: 'completed_at',
}

/** What is assigned, column by column. */
export const assignments = (fields: Partial<RunRow>): readonly (readonly [string, Bound])[] =>
  Object.entries(fields).map(([field, value]) => [columnOf[field as keyof RunRow], value])

export const lockColumns =
  't.workflow, t.state, t.waiting_for, t.signals, t.deadline_at, t.holder, t.leased_until'

export const lockedRun = (row: readonly DriverCell[]): LockedRun => ({
  workflow: String(row[0]),
  state: row[1] as RunState,
  waitingFor: textOf(row[2]),
  signals: Number(row[3]),
  deadlineAt: numberOf(row[4]),
  holder: textOf(row[5]),
  leasedUntil: numberOf(row[6]),
  now: Number(row[7]),
})

export const summaryColumns =
  't.workflow, t.state, t.error, t.progress, t.waiting_for, t.steps, t.deadline_at, t.fence, t.leased_until, t.created_at, t.started_at, t.completed_at'

/** The cells of `summaryColumns`, and then the position and the name of the newest step. */
export const summaryOf = (key: string, row: readonly DriverCell[]): RunSummary => ({
  key,
  workflow: String(row[0]),
  state: row[1] as RunState,
  error: textOf(row[2]),
  progress: textOf(row[3]),
  waitingFor: textOf(row[4]),
  steps: numberOf(row[5]),
  deadlineAt: numberOf(row[6]),
  fence: Number(row[7]),
  leasedUntil: numberOf(row[8]),
  createdAt: Number(row[9]),
  startedAt: numberOf(row[10]),
  completedAt: numberOf(row[11]),
  lastStep:
    row[12] === null || row[12] === undefined
      ? undefined
      : { position: Number(row[12]), name: String(row[13]) },
})

export const stepColumns = [
  'position',
  'step',
  'kind',
  'state',
  'attempts',
  'output',
  'error',
  'until',
  'started_at',
  'completed_at',
] as const

export const stepOf = (row: readonly DriverCell[]): StepRow => ({
  position: Number(row[0]),
  name: String(row[1]),
  kind: row[2] as StepRow['kind'],
  state: row[3] as StepRow['state'],
  attempts: Number(row[4]),
  output: textOf(row[5]),
  error: textOf(row[6]),
  until: numberOf(row[7]),
  startedAt: Number(row[8]),
  completedAt: numberOf(row[9]),
})

/** As `stepColumns` order them. */
export const stepCells = (step: StepRow): readonly Bound[] => [
  step.position,
  step.name,
  step.kind,
  step.state,
  step.attempts,
  step.output,
  step.error,
  step.until,
  step.startedAt,
  step.completedAt,
]

/** As `stepColumns` order them, without those that the statement tells by its time. */
export const endedCells = (step: EndedStep): readonly Bound[] => [
  step.position,
  step.name,
  step.kind,
  step.state,
  step.attempts,
  step.output,
  step.error,
  step.startedAt,
]

const textOf = (cell: DriverCell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell)

const numberOf = (cell: DriverCell | undefined): number | null =>
  cell === null || cell === undefined ? null : Number(cell)
