import type { ProgressReport } from '../contracts/workflow.ts'
import type { RunProgress } from '../contracts/workflows.ts'
import { checkOptions } from '../door/options.ts'
import { checkText, isLongerThan } from '../door/text.ts'
import { HoldfastError } from '../errors.ts'

const messageBytes = 4_000

/** Its text as it is kept. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const checkProgress = (report: ProgressReport, action: string): string => {
  checkOptions(report, ['done', 'total', 'message'], action)
  const { done, total, message } = report ?? {}
  for (const [name, value] of [
    ['done', done],
    ['total', total],
  ] as const) {
    if (value === undefined) continue
    if (typeof value !== 'number') throw new TypeError(`Cannot ${action}: ${name} must be a number`)
    if (!Number.isFinite(value) || value < 0)
      throw new RangeError(`Cannot ${action}: ${name} must be a number from 0 on`)
  }
  if (message !== undefined) {
    if (typeof message !== 'string') throw new TypeError(`Cannot ${action}: the message must be a string`)
    checkText(message, action)
    if (isLongerThan(message, messageBytes))
      throw new HoldfastError(
        'too-large',
        `Cannot ${action}: the message is longer than ${messageBytes} bytes`,
      )
  }
  return JSON.stringify({ done, total, message })
}

/** With the percentage, where it can be told. */
export const progressOf = (text: string): RunProgress => {
  const report = JSON.parse(text) as ProgressReport
  const { done, total } = report
  if (done === undefined || total === undefined || total === 0) return report
  return { ...report, percent: Math.min(100, (done / total) * 100) }
}
