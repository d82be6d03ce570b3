import type { Rule } from '../rule.ts'
import { changeCeilings } from './changes/ceilings.ts'
import { changeConcurrency } from './changes/concurrent.ts'
import { changeDrift } from './changes/drift.ts'
import { changeMigrations } from './changes/migrated.ts'
import { changePast } from './changes/past.ts'
import { changeProcesses } from './changes/processes.ts'
import { changeProtection } from './changes/protection.ts'
import { changeReplay } from './changes/replay.ts'
import { changeSql } from './changes/sql.ts'
import { changeWays } from './changes/ways.ts'

export const changesRules: readonly Rule[] = [
  ...changeWays,
  ...changePast,
  ...changeConcurrency,
  ...changeReplay,
  ...changeSql,
  ...changeProtection,
  ...changeMigrations,
  ...changeDrift,
  ...changeProcesses,
  ...changeCeilings,
]
