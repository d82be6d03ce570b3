import { HoldfastError } from '../errors.ts'
import type { Migration } from './migration.ts'

/** What the journal says was applied. */
export interface Applied {
  readonly line: string
  readonly version: number
}

/** The steps still to take, in order. Throws `schema` when the database was made by a newer version. Pure. */
export const planInstall = (
  known: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] => {
  for (const { line, version } of applied) {
    const newest = known.findLast((migration) => migration.line === line)
    if (newest !== undefined && version > newest.version) {
      throw new HoldfastError(
        'schema',
        `Cannot open: the tables of "${line}" have version ${version}, and this release knows ${newest.version}; update the packages`,
      )
    }
  }
  return known.filter(
    ({ line, version }) => !applied.some((done) => done.line === line && done.version === version),
  )
}
