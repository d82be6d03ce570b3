import type { Finding, HazardRule, LintContext } from '../../contracts/hazard.ts'
import { ofNoRule, ofNothing } from './rules/of-acceptances.ts'

/**
 * The findings with the reasons for which they are accepted, and what is wrong with the acceptances themselves: one of a rule that does not exist, and
 * one of nothing.
 */
export const acceptances = (
  findings: readonly Finding[],
  { directives, file }: LintContext,
  rules: readonly HazardRule[],
  accept: Readonly<Record<string, string>>,
): readonly Finding[] => {
  const given = [
    ...directives.accept,
    ...Object.entries(accept).map(([rule, reason]) => ({ rule, reason, line: 1 })),
  ]
  const reasons = new Map(given.map(({ rule, reason }) => [rule, reason]))
  const known = new Set(rules.map(({ id }) => id))
  const wrong = given.flatMap(({ rule, line }): Finding[] => {
    const about = { file, line, statement: '' }
    if (!known.has(rule))
      return [
        {
          ...about,
          rule: ofNoRule.id,
          level: ofNoRule.level,
          message: `accepts ${rule}, and there is no such rule for this engine`,
          remedy: ofNoRule.remedy,
        },
      ]
    if (findings.some((finding) => finding.rule === rule)) return []
    const { id, level, remedy } = ofNothing
    return [{ ...about, rule: id, level, message: `accepts ${rule}, which it does not do`, remedy }]
  })
  return [...findings.map((finding) => withReason(finding, reasons.get(finding.rule))), ...wrong]
}

const withReason = (finding: Finding, accepted: string | undefined): Finding =>
  accepted === undefined ? finding : { ...finding, accepted }

/** What keeps a text from being applied. */
export const refusals = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ level, accepted }) => level === 'refuse' && accepted === undefined)
