import {
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
      quote: spoken.quote,
      count: async (query) => Number((await ask(query)).rows[0]?.[0]),
    })
    return await lintText(text, spoken, { data, ...options })
  } finally {
    await ask(`drop schema ${schema} cascade`)
  }
}
