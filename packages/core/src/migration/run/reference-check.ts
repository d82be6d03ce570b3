import type { Dialect } from '../../database/dialect.ts'
import { HoldfastError } from '../../errors.ts'
import type { Work } from '../workshop.ts'

/** Runs a body that the engine's own check of references does not watch, and fails when it broke one that was whole. */
export const withReferencesChecked = async (
  work: Work,
  { alter: { brokenReferences } }: Dialect,
  body: () => Promise<void>,
): Promise<void> => {
  if (brokenReferences === undefined) return body()
  const broken = async (): Promise<readonly string[]> =>
    (await work.execute(brokenReferences)).rows.map((row) => row.map(String).join('\n'))
  const before = new Set(await broken())
  await body()
  const [first] = (await broken()).filter((one) => !before.has(one))
  if (first === undefined) return
  const [table] = first.split('\n')
  throw new HoldfastError(
    'foreign-key',
    `Cannot go on: rows of "${table}" would refer to rows that are not there; keep those rows, or change what refers to them first`,
    { table },
  )
}
