import { lintOn } from '@holdfast/conformance/migrations'
import { splitStatements, type Finding, type LintOptions } from '@holdfast/core'
import { dialect } from '../../src/dialect.ts'
import { name } from '../drivers.ts'
import { asked } from './asked.ts'

/** What lint says of a text about a schema that another text has made. */
export const linted = async (
  made: string,
  text: string,
  options: LintOptions = {},
): Promise<readonly Finding[]> => {
  const engine = await asked()
  const schema = name('s')
  const spoken = dialect(schema)
  await engine.run(`create schema ${schema}`)
  await engine.run(`set search_path to ${schema}`)
  try {
    for (const one of splitStatements(made, spoken.lexicon)) await engine.run(one.text)
    // The rules ask within a transaction, as a plan does.
    await engine.run('begin')
    const findings = await lintOn(engine, spoken, ['', text, options])
    await engine.run('commit')
    return findings
  } finally {
    await engine.run(`drop schema ${schema} cascade`)
  }
}
