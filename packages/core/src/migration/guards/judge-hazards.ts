import type { Finding, LintHistory } from '../../contracts/hazard.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'
import { HoldfastError } from '../../errors.ts'
import { FailedStep } from '../run/failed-step.ts'
import { lintDataOf } from '../lint/data-of.ts'
import { lintText } from '../lint/lint-text.ts'
import type { Work } from '../workshop.ts'

export interface JudgedText {
  readonly text: string
  readonly file: string
  readonly accept: Readonly<Record<string, string>>
  /** False where the migration around it asks for none. */
  readonly transaction?: boolean
  readonly isRepeatable?: true | undefined
  /** Other backends have another text. */
  readonly isForOne?: true | undefined
  /** The other files of its folder; `lint()` alone looks at them. */
  readonly history?: LintHistory
  /** Whether it is meant for every engine. */
  readonly portable?: boolean
}

/** The hazards of a text for the database as it is now. */
export const hazardsOf = (
  { ask, attempt, hasSavepoints }: Pick<Work, 'ask' | 'attempt' | 'hasSavepoints'>,
  dialect: Dialect,
  version: string,
  schema: SchemaModel,
  { text, file, accept, transaction = true, isRepeatable, isForOne, history, portable = false }: JudgedText,
): Promise<readonly Finding[]> =>
  lintText(text, dialect, {
    file,
    accept,
    transaction,
    isRepeatable: isRepeatable === true,
    portable: portable && isForOne !== true,
    ...(history === undefined ? {} : { history }),
    data: lintDataOf({ version, schema, dialect, ask, attempt, hasSavepoints }),
  })

/** Throws `migration` for the first that nobody accepted; all of them are in `report`. */
export const requireAccepted = (findings: readonly Finding[]): void => {
  const open = findings.filter(({ level, accepted }) => level === 'refuse' && accepted === undefined)
  const [first] = open
  if (first === undefined) return
  const more = open.length === 1 ? '' : `; and ${open.length - 1} more hazards`
  const remedy = first.remedy.replace(/\.$/, '')
  const refused = new HoldfastError(
    'migration',
    `${first.rule}: it ${first.message}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}; or accept it in the file with "-- accept: ${first.rule} why"${more}`,
    { report: { findings } },
  )
  throw new FailedStep({ title: first.statement, line: first.line }, refused)
}
