import type { HistoryProblem } from '@holdfast/core'
import type { Paint } from './paint.ts'
import { visible } from './visible.ts'

/** Why a history cannot be right, each with its remedy. */
export const problemsText = (problems: readonly HistoryProblem[], paint: Paint): string =>
  problems.map(({ kind, message }) => `${paint.red(kind)}: ${visible(message)}\n`).join('')
