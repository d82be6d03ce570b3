import type { Finding } from '@holdfast/core'
import type { Paint } from './paint.ts'
import { visible } from './visible.ts'

/** Hazards as people read them, each with what to do instead. */
export const findingsText = (findings: readonly Finding[], paint: Paint): string =>
  findings.length === 0
    ? 'No hazards found.\n'
    : findings.map((finding) => findingText(finding, paint)).join('')

const findingText = (finding: Finding, paint: Paint): string => {
  const { rule, file, line, message, remedy, accepted } = finding
  const instead = accepted === undefined ? remedy : `accepted: ${accepted}`
  return `${verdict(finding, paint)} ${paint.bold(rule)} ${visible(`${file}:${line}`)}: ${visible(message)}\n  ${paint.dim('→')} ${visible(instead)}\n`
}

const verdict = ({ level, accepted }: Finding, paint: Paint): string => {
  if (accepted !== undefined) return paint.dim('accepted')
  if (level === 'refuse') return paint.red('refused')
  return level === 'warn' ? paint.yellow('warning') : paint.dim('not judged')
}
