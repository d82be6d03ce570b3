import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { castQuery } from '../proof/cast-query.ts'
import type { TypeChange } from '../proof/audit-type-change.ts'
import { refuse } from '../source/refuse.ts'
import type { Work } from '../workshop.ts'

/** Keeps the keys and old values of the rows that would lose something in a table of their own. */
export const quarantine = async (
  work: Work,
  dialect: Dialect,
  change: TypeChange,
  title: string,
): Promise<void> => {
  const { engineVersion, castTest } = dialect.proof
  const version = engineVersion === undefined ? undefined : String((await work.ask(engineVersion))[0]?.[0])
  const test = castTest(change, version)
  if (test.mayFail)
    throw refuse(title, 'this conversion cannot be told apart row by row; mend the values first')
  const name = `holdfast_quarantine_${change.table}_${change.column}`.slice(0, 63)
  const lossy = castQuery(dialect, change, test).lossy(change.key)
  await work.execute(statement(`create table ${dialect.table(name)} as ${lossy}`))
}
