import type { Rule } from '../rule.ts'
import { changePast } from './changes/past.ts'
import { changeReplay } from './changes/replay.ts'
import { changeWays } from './changes/ways.ts'

export const changesRules: readonly Rule[] = [...changeWays, ...changePast, ...changeReplay]
