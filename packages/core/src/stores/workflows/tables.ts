import { followedBy, type Line } from '../../migration/own/line.ts'
import { ownVacuum } from '../../migration/own/own-step.ts'
import { keyedTable, storeLine, type Keying } from '../keyed/keyed-line.ts'
import { leaseColumns } from '../leases/lease-columns.ts'

export const runTable = 'holdfast_workflows'
export const stepTable = 'holdfast_workflow_steps'
export const signalTable = 'holdfast_workflow_signals'
/** They find what belongs to a run. */
export const stepIndex = 'holdfast_workflow_steps_run'
export const signalIndex = 'holdfast_workflow_signals_run'

const runColumns = [
  { name: 'workflow', type: 'text' },
  { name: 'state', type: 'text' },
  { name: 'input', type: 'text' },
  { name: 'output', type: 'text', nullable: true },
  { name: 'error', type: 'text', nullable: true },
  { name: 'progress', type: 'text', nullable: true },
  { name: 'waiting_for', type: 'text', nullable: true },
  { name: 'steps', type: 'bigint', nullable: true },
  { name: 'signals', type: 'bigint' },
  { name: 'deadline_at', type: 'bigint', nullable: true },
  ...leaseColumns,
  { name: 'created_at', type: 'bigint' },
  { name: 'started_at', type: 'bigint', nullable: true },
  { name: 'completed_at', type: 'bigint', nullable: true },
] as const

/** The key is that of the run, and the position. */
const stepColumns = [
  /** The key of the run, as it is bound. */
  { name: 'run', type: 'text' },
  { name: 'position', type: 'bigint' },
  { name: 'step', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'state', type: 'text' },
  { name: 'attempts', type: 'bigint' },
  { name: 'output', type: 'text', nullable: true },
  { name: 'error', type: 'text', nullable: true },
  { name: 'until', type: 'bigint', nullable: true },
  { name: 'started_at', type: 'bigint' },
  { name: 'completed_at', type: 'bigint', nullable: true },
] as const

/** The key is that of the run, the name of the signal, and what its sender called it. */
const signalColumns = [
  { name: 'run', type: 'text' },
  { name: 'signal', type: 'text' },
  { name: 'sent_as', type: 'text' },
  { name: 'nth', type: 'bigint' },
  { name: 'payload', type: 'text' },
  { name: 'sent_at', type: 'bigint' },
  { name: 'taken', type: 'bigint' },
] as const

export const workflowLine = (keying: Keying): Line =>
  followedBy(
    storeLine(
      'workflows',
      keyedTable(keying, runTable, runColumns, [
        // Nothing in them of the runs that have ended.
        { name: 'holdfast_workflows_due', columns: ['leased_until'], notNull: 'leased_until' },
        { name: 'holdfast_workflows_ended', columns: ['completed_at'], notNull: 'completed_at' },
        { name: 'holdfast_workflows_state', columns: ['state', 'key'] },
      ]),
      keyedTable(keying, stepTable, stepColumns, [{ name: stepIndex, columns: ['run'] }]),
      keyedTable(keying, signalTable, signalColumns, [{ name: signalIndex, columns: ['run'] }]),
    ),
    // As with jobs: what is due is read from its beginning.
    [{ version: 2, name: 'clean-up', up: [ownVacuum(runTable)] }],
  )
