import type { Rule } from '../rule.ts'
import { settingChanges } from './settings/changes.ts'
import { settingValues } from './settings/values.ts'

export const settingRules: readonly Rule[] = [...settingValues, ...settingChanges]
