import {
  lintDataOf,
  lintText,
  readSchema,
  splitStatements,
  type Finding,
  type LintOptions,
} from '@holdfast/core'
import { dialect } from '../../src/dialect.ts'
import { connect, openDriver, rows, run } from '../scratch.ts'

/** What lint says of a text about a database that another text has made. */
export const linted = async (
  made: string,
  text: string,
  options: LintOptions = {},
): Promise<readonly Finding[]> => {
  const driver = await openDriver(':memory:')
  const connection = await connect(driver)
  for (const one of splitStatements(made, dialect.lexicon)) await run(connection, one.text)
  const data = lintDataOf({
    version: driver.facts.version,
    schema: await readSchema(connection, dialect),
    dialect,
    ask: async ({ text, values }) => rows(connection, text, ...values),
  })
  return lintText(text, dialect, { data, ...options })
}
