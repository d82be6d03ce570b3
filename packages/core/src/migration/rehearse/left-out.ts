import type { NotRehearsed } from '../../contracts/rehearsal.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'

/** Migrations that were not tried: the first for a reason of its own, and those behind it because nobody knows what it leaves. */
export const leftOut = (
  [first, ...others]: readonly LoadedMigration[],
  because: string,
): readonly NotRehearsed[] => {
  if (first === undefined) return []
  const named = ({ version, name, file }: LoadedMigration): Omit<NotRehearsed, 'because'> => ({
    version,
    name,
    ...(file === undefined ? {} : { file }),
  })
  const behind = `it comes after ${first.version}, which was not rehearsed`
  return [{ ...named(first), because }, ...others.map((one) => ({ ...named(one), because: behind }))]
}
