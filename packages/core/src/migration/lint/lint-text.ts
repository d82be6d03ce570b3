import type {
  Finding,
  Hazard,
  HazardRule,
  LintContext,
  LintData,
  LintHistory,
} from '../../contracts/hazard.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import { breather } from '../breathe.ts'
import { factsOf } from '../facts/facts-of.ts'
import { parseScript } from '../text/parse-script.ts'
import { acceptances } from './acceptances.ts'
import { lintContext } from './context.ts'
import { portableRules } from './rules/portable-rules.ts'

export interface LintOptions {
  /** What findings call the text. */
  readonly file?: string
  readonly history?: LintHistory
  /** Whether the text is meant for every engine. Default false. */
  readonly portable?: boolean
  /** Accepted hazards beside those that the text accepts itself, by rule, each with its reason. */
  readonly accept?: Readonly<Record<string, string>>
  /** Whether it runs as one transaction, as far as what stands around the text says. Default true. */
  readonly transaction?: boolean
  /** Whether it is run again whenever it changes. Default false. */
  readonly isRepeatable?: boolean
  /** The database before the migration, for the rules that ask it. */
  readonly data?: LintData
}

/** Every rule for the texts of one engine: those of all engines and its own. */
export const rulesOf = (dialect: Pick<Dialect, 'hazards'>): readonly HazardRule[] => [
  ...portableRules,
  ...dialect.hazards,
]

/**
 * What can go wrong with a text, in the order of its lines. Throws `migration` only for a text that cannot be read. Without `data` it asks
 * nothing, and says `not-judged` where a database would have to tell.
 */
export const lintText = async (
  text: string,
  dialect: Pick<Dialect, 'hazards' | 'lexicon'>,
  {
    file = 'the text',
    history,
    portable,
    accept = {},
    transaction = true,
    isRepeatable = false,
    data,
  }: LintOptions = {},
): Promise<readonly Finding[]> => {
  const { lexicon } = dialect
  const { statements, directives } = parseScript(text, lexicon, file)
  const breathe = breather()
  const facts: StatementFacts[] = []
  for (const statement of statements) {
    await breathe()
    facts.push(factsOf(statement, lexicon))
  }
  const context = lintContext({
    file,
    text,
    statements: facts,
    directives: { ...directives, transaction: directives.transaction && transaction },
    lexicon,
    isRepeatable,
    ...(history === undefined ? {} : { history }),
    ...(portable === undefined ? {} : { portable }),
  })
  const rules = rulesOf(dialect)
  const found: Finding[] = []
  for (const rule of rules) {
    await breathe()
    for (const hazard of rule.check(context)) {
      const finding = await judged(rule, hazard, context, data)
      if (finding !== undefined) found.push(finding)
    }
  }
  return acceptances(found, context, rules, accept).toSorted((one, other) => one.line - other.line)
}

const judged = async (
  rule: HazardRule,
  hazard: Hazard,
  context: LintContext,
  data: LintData | undefined,
): Promise<Finding | undefined> => {
  const isOpen = hazard.confirm !== undefined && data === undefined
  const message =
    data === undefined ? hazard.message : hazard.confirm ? await hazard.confirm(data) : hazard.message
  if (message === undefined) return undefined
  const statement = hazard.at === undefined ? undefined : context.statements[hazard.at]?.statement
  return {
    rule: rule.id,
    level: isOpen ? 'not-judged' : (hazard.level ?? rule.level),
    file: context.file,
    line: statement?.line ?? hazard.line ?? 1,
    statement: statement === undefined ? '' : beginningOf(statement.text),
    message,
    remedy: rule.remedy,
  }
}

const beginningOf = (text: string): string => {
  const line = text.slice(0, 400).replaceAll(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
