import type { Finding } from '../../contracts/hazard.ts'
import { counted } from './counted.ts'

/** A pipe ends a cell unless an odd number of backslashes stands before it. */
const cell = (text: string): string =>
  text.replaceAll(/\\*\|/g, (run) => `${run.slice(0, -1).repeat(2)}\\|`).replaceAll(/\s+/g, ' ')

/** What would be read as a tag is shown; code shows it as it is. */
const shown = (text: string): string => text.replaceAll('<', '&lt;')

const verdict = ({ level, accepted }: Finding): string => {
  if (accepted !== undefined) return `accepted: ${accepted}`
  return level === 'not-judged' ? 'not judged' : level === 'refuse' ? '**refused**' : 'warning'
}

/** Findings as a table for people, as a comment on a pull request has it. */
export const toMarkdown = (findings: readonly Finding[]): string => {
  if (findings.length === 0) return 'No hazards found.\n'
  const refused = findings.filter(
    ({ level, accepted }) => level === 'refuse' && accepted === undefined,
  ).length
  const rows = findings.map((finding) =>
    [
      shown(`${finding.file}:${finding.line}`),
      finding.rule,
      shown(verdict(finding)),
      finding.statement === ''
        ? shown(finding.message)
        : `${shown(finding.message)} — \`${finding.statement.replaceAll('`', "'")}\``,
      shown(finding.remedy),
    ]
      .map(cell)
      .join(' | '),
  )
  return [
    `${counted(findings.length, 'finding')}, ${refused} of them refused.`,
    '',
    '| where | rule | verdict | what | instead |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n')
}
