import {
  HoldfastError,
  lintDataOf,
  lintText,
  readSchema,
  splitStatements,
  type Connection,
  type Finding,
  type LintOptions,
} from '@holdfast/core'
import { dialect } from '../../src/dialect.ts'
import { connectionOf, name, of, testDriver } from '../drivers.ts'

/** What lint says of a text about a schema that another text has made. */
export const linted = async (
  made: string,
  text: string,
  options: LintOptions = {},
): Promise<readonly Finding[]> => {
  const driver = await testDriver({ max: 1 })
  const connection = await connectionOf(driver)
  const schema = name('s')
  const spoken = dialect(schema)
  const ask = (query: string): ReturnType<Connection['execute']> => connection.execute(of(query, [], false))
  await ask(`create schema ${schema}`)
  await ask(`set search_path to ${schema}`)
  try {
    for (const one of splitStatements(made, spoken.lexicon)) await ask(one.text)
    const data = lintDataOf({
      version: driver.facts.version,
      schema: await readSchema(connection, spoken),
      dialect: spoken,
      ask: async (toSend) => {
        try {
          return (await connection.execute(toSend)).rows
        } catch (error) {
          throw new HoldfastError(driver.failure(error, 'statement').code, 'The server refused', {
            cause: error,
          })
        }
      },
    })
    await ask('begin')
    const findings = await lintText(text, spoken, { data, ...options })
    await ask('commit')
    return findings
  } finally {
    await ask(`drop schema ${schema} cascade`)
  }
}
