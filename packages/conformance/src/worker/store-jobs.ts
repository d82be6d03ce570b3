import type { Database } from '@holdfast/core'
import { logAudit } from './jobs/audit.ts'
import { writeTracked } from './jobs/changes.ts'
import { loadForEver, loadTogether, loadWhenTold } from './jobs/cache.ts'
import { observe } from './jobs/counters.ts'
import { deliverEvidence } from './jobs/evidence.ts'
import { putRules } from './jobs/rules.ts'
import { enqueueUnique, holdJob, workInGroups, workOnJobs } from './jobs/queue.ts'
import { countUnderLock, holdLock } from './jobs/locks.ts'
import { holdFlow, walkFlow } from './jobs/workflows.ts'
import type { Statements } from './statements.ts'

/** Works on a store until it is done or killed. `say` writes a line at once, so that what was said stays said. */
export type StoreWork = (
  db: Database,
  run: string,
  say: (line: string) => void,
  statements: Statements,
) => Promise<void>

/** What a process of its own can be told to do with a store. */
export type StoreJob =
  | 'count-under-lock'
  | 'hold-lock'
  | 'hold-flow'
  | 'walk-flow'
  | 'load-together'
  | 'load-for-ever'
  | 'load-when-told'
  | 'observe'
  | 'put-rules'
  | 'work-on-jobs'
  | 'work-in-groups'
  | 'hold-job'
  | 'enqueue-unique'
  | 'log-audit'
  | 'write-tracked'
  | 'deliver-evidence'

export const storeJobs: Readonly<Record<StoreJob, StoreWork>> = {
  'count-under-lock': countUnderLock,
  'hold-lock': holdLock,
  'hold-flow': holdFlow,
  'walk-flow': walkFlow,
  'load-together': loadTogether,
  'load-for-ever': loadForEver,
  'load-when-told': loadWhenTold,
  observe,
  'put-rules': putRules,
  'work-on-jobs': workOnJobs,
  'work-in-groups': workInGroups,
  'hold-job': holdJob,
  'enqueue-unique': enqueueUnique,
  'log-audit': logAudit,
  'write-tracked': writeTracked,
  'deliver-evidence': deliverEvidence,
}
