import { statement } from '../../database/statement.ts'
import { castQuery } from '../proof/cast-query.ts'
import type { TypeChange } from '../proof/audit-type-change.ts'
import { refuse } from '../source/refuse.ts'
import type { Work } from '../workshop.ts'
import type { StepContext } from './step-units.ts'

/** Keeps the keys and old values of the rows that would lose something in a table of their own, whose name it gives back. */
export const quarantine = async (
  work: Work,
  { dialect, readSchema }: Pick<StepContext, 'dialect' | 'readSchema'>,
  change: TypeChange,
  title: string,
): Promise<string> => {
  const { engineVersion, castTest } = dialect.proof
  const version = engineVersion === undefined ? undefined : String((await work.ask(engineVersion))[0]?.[0])
  const test = castTest(change, version)
  if (test.mayFail)
    throw refuse(title, 'this conversion cannot be told apart row by row; mend the values first')
  const { tables } = await readSchema(work, { ours: true })
  const name = freeName(
    `holdfast_quarantine_${change.table}_${change.column}`,
    tables.map((one) => one.name),
  )
  const lossy = castQuery(dialect, change, test).lossy(change.key)
  await work.execute(statement(`create table ${dialect.table(name)} as ${lossy}`))
  return name
}

/** The longest name that every engine keeps whole, in bytes. */
const longest = 63

/** The name, or with a number behind it: a column may be put aside more than once. */
const freeName = (name: string, taken: readonly string[]): string => {
  const isTaken = new Set(taken.map((one) => one.toLowerCase()))
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `_${number}`
    const free = `${cut(name, longest - end.length)}${end}`
    if (!isTaken.has(free.toLowerCase())) return free
  }
}

const cut = (name: string, bytes: number): string => {
  let short = name
  while (Buffer.byteLength(short) > bytes) short = short.slice(0, -1)
  return short.isWellFormed() ? short : short.slice(0, -1)
}
