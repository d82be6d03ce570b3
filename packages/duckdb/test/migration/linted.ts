import {
  lintDataOf,
  lintText,
  readSchema,
  splitStatements,
  statement,
  type Finding,
  type LintOptions,
} from '@holdfast/core'
import { dialect } from '../../src/dialect.ts'
import { acquire, driven } from '../driven.ts'

/** What lint says of a text about a database that another text has made. */
export const linted = async (
  made: string,
  text: string,
  options: LintOptions = {},
): Promise<readonly Finding[]> => {
  const driver = await driven()
  const connection = await acquire(driver)
  try {
    for (const one of splitStatements(made, dialect.lexicon)) await connection.execute(statement(one.text))
    const data = lintDataOf({
      version: driver.facts.version,
      schema: await readSchema(connection, dialect),
      dialect,
      ask: async (toSend) => (await connection.execute(toSend)).rows,
    })
    return await lintText(text, dialect, { data, ...options })
  } finally {
    await connection.release()
  }
}
