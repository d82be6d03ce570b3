import type { Rule } from '../rule.ts'
import { snapshotRecordings } from './snapshots/recordings.ts'
import { snapshotSeries } from './snapshots/series.ts'

export const snapshotRules: readonly Rule[] = [...snapshotRecordings, ...snapshotSeries]
