import type { Rule } from '../rule.ts'
import { lifeClosing } from './life/closing.ts'
import { lifeFacts } from './life/facts.ts'
import { lifeOpening } from './life/opening.ts'
import { lifeOptions } from './life/options.ts'
import { lifeTraits } from './life/traits.ts'

export const lifeRules: readonly Rule[] = [
  ...lifeTraits,
  ...lifeOpening,
  ...lifeClosing,
  ...lifeFacts,
  ...lifeOptions,
]
