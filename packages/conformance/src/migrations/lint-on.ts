import {
  lintDataOf,
  lintText,
  readSchema,
  splitStatements,
  type Dialect,
  type Finding,
  type LintOptions,
} from '@holdfast/core'
import type { Asked } from './asked.ts'

/** What lint says of a text about a database that another text has made. */
export const lintOn = async (
  { driver, connection, ask, run }: Asked,
  dialect: Dialect,
  [made, text, options = {}]: readonly [made: string, text: string, options?: LintOptions],
): Promise<readonly Finding[]> => {
  for (const one of splitStatements(made, dialect.lexicon)) await run(one.text)
  const schema = await readSchema(connection, dialect)
  const data = lintDataOf({ version: driver.facts.version, schema, dialect, ask })
  return lintText(text, dialect, { data, ...options })
}
