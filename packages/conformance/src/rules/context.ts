import type { Rule } from '../rule.ts'
import { contextAges } from './context/ages.ts'
import { contextDifferential } from './context/differential.ts'
import { contextValues } from './context/values.ts'

export const contextRules: readonly Rule[] = [...contextValues, ...contextAges, ...contextDifferential]
