import type { MigrationSource } from '../../contracts/migration.ts'
import { inCode } from './in-code.ts'
import type { LoadedMigration } from './loaded-migration.ts'
import { readDirectory } from './read-directory.ts'
import { refuse } from './refuse.ts'

/** All migrations of a source in order. Throws `migration` when two have the same number. */
export const loadSource = async (
  { directory, migrations }: MigrationSource,
  backend: string,
): Promise<readonly LoadedMigration[]> => {
  const loaded =
    directory === undefined
      ? (migrations ?? []).map((migration) => inCode(migration, backend))
      : [...(await readDirectory(directory, backend))]
  loaded.sort((a, b) => a.version - b.version)
  for (const [index, { version, name }] of loaded.entries()) {
    const before = loaded[index - 1]
    if (before?.version === version)
      throw refuse(
        'read the migrations',
        `"${before.name}" and "${name}" have the same number ${version}; give one of them another`,
      )
  }
  return loaded
}
