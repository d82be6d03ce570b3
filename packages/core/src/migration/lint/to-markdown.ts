import type { Finding } from '../../contracts/hazard.ts'
import { counted } from './counted.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')

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
      `${finding.file}:${finding.line}`,
      finding.rule,
      verdict(finding),
      finding.statement === ''
        ? finding.message
        : `${finding.message} — \`${finding.statement.replaceAll('`', "'")}\``,
      finding.remedy,
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
