import type { Finding, HazardDescription } from '../../contracts/hazard.ts'

/** SARIF 2.1.0, as far as findings need it. */
export interface SarifLog {
  readonly $schema: string
  readonly version: '2.1.0'
  readonly runs: readonly SarifRun[]
}

interface SarifRun {
  readonly tool: {
    readonly driver: {
      readonly name: string
      readonly informationUri: string
      readonly rules: readonly SarifRule[]
    }
  }
  readonly columnKind: 'utf16CodeUnits'
  readonly results: readonly SarifResult[]
}

interface SarifRule {
  readonly id: string
  readonly shortDescription: { readonly text: string }
  readonly help: { readonly text: string }
  readonly helpUri: string
  readonly defaultConfiguration: { readonly level: SarifLevel }
}

type SarifLevel = 'error' | 'warning' | 'note'

interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex?: number
  readonly level: SarifLevel
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number }
    }
  }[]
  readonly suppressions?: readonly { readonly kind: 'inSource'; readonly justification: string }[]
}

const levels = { refuse: 'error', warn: 'warning', 'not-judged': 'note' } as const

const hazardsPage = 'https://github.com/holdfast/holdfast/blob/main/docs/hazards.md'

/** Findings as tools for code review read them. Accepted ones are there, as suppressed. `rules` are those that were asked. */
export const toSarif = (findings: readonly Finding[], rules: readonly HazardDescription[]): SarifLog => {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Holdfast',
            informationUri: hazardsPage,
            rules: rules.map(({ id, title, remedy, level }) => ({
              id,
              shortDescription: { text: `This ${title}.` },
              help: { text: remedy },
              helpUri: `${hazardsPage}#${id.toLowerCase()}`,
              defaultConfiguration: { level: levels[level] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, indexes.get(finding.rule))),
      },
    ],
  }
}

const resultOf = (
  { rule, level, file, line, message, remedy, accepted }: Finding,
  index: number | undefined,
): SarifResult => ({
  ruleId: rule,
  ...(index === undefined ? {} : { ruleIndex: index }),
  level: levels[level],
  message: { text: `${message}. ${remedy}` },
  locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } }],
  ...(accepted === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: accepted }] }),
})

/** A relative reference: each part of the path is escaped, and the separators are slashes. */
const uriOf = (file: string): string =>
  file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
