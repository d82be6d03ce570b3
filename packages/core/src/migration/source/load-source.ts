import type { Migration, MigrationSource } from '../../contracts/migration.ts'
import { inCode, repeatableInCode } from './in-code.ts'
import type { LoadedMigration, LoadedSource } from './loaded-migration.ts'
import { readDirectory } from './read-directory.ts'
import { refuse } from './refuse.ts'

/** All migrations of a source in order. Throws `migration` when two have the same number, or two repeatable ones the same name. */
export const loadSource = async (
  { directory, migrations = [], repeatables = [] }: MigrationSource,
  backend: string,
): Promise<LoadedSource> => {
  const loaded =
    directory === undefined
      ? {
          migrations: migrations.filter(isPlain).map((migration) => inCode(migration, backend)),
          squashes: migrations.filter((one) => !isPlain(one)).map((one) => inCode(one, backend)),
          repeatables: repeatables.map((repeatable) => repeatableInCode(repeatable, backend)),
        }
      : await readDirectory(directory, backend)
  return {
    migrations: byNumber(loaded.migrations),
    squashes: byNumber(loaded.squashes),
    // By code unit: the same on every machine.
    repeatables: inOrder(
      loaded.repeatables.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      (a, b) => a.name === b.name,
      ({ name }) => `two repeatable texts are called "${name}"; give one of them another name`,
    ),
  }
}

const isPlain = (migration: Migration): boolean => migration?.squashes === undefined

const byNumber = (list: readonly LoadedMigration[]): readonly LoadedMigration[] =>
  inOrder(
    list.toSorted((a, b) => a.version - b.version),
    (a, b) => a.version === b.version,
    (a, b) => `"${a.name}" and "${b.name}" have the same number ${a.version}; give one of them another`,
  )

const inOrder = (
  list: readonly LoadedMigration[],
  same: (one: LoadedMigration, other: LoadedMigration) => boolean,
  why: (one: LoadedMigration, other: LoadedMigration) => string,
): readonly LoadedMigration[] => {
  for (const [index, one] of list.entries()) {
    const before = list[index - 1]
    if (before !== undefined && same(before, one)) throw refuse('read the migrations', why(before, one))
  }
  return list
}
