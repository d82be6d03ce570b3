import type { LoadedMigration, LoadedSource } from '../source/loaded-migration.ts'
import { scriptChecksum } from '../source/script-checksum.ts'
import type { OwnStep } from './own-step.ts'

/** One step in the life of a store's tables, as data. A released one is never edited: its checksum is kept. */
export interface OwnMigration {
  /** Counts from 1 within its line. */
  readonly version: number
  readonly name: string
  readonly up: readonly OwnStep[]
}

/** The tables of one store and how they came to be: an independent history beside those of the other stores. */
export interface Line {
  readonly name: string
  readonly migrations: readonly LoadedMigration[]
}

/** A line as all migrations are read: it has neither repeatable texts nor squashed ones. */
export const sourceOf = ({ migrations }: Line): LoadedSource => ({
  migrations,
  repeatables: [],
  squashes: [],
})

/** A line, oldest migration first. What a store's tables shall be next is one more migration at its end. */
export const line = (name: string, migrations: readonly OwnMigration[]): Line =>
  followedBy({ name, migrations: [] }, migrations)

/** The line with further migrations at its end. */
export const followedBy = ({ name, migrations }: Line, next: readonly OwnMigration[]): Line => ({
  name,
  migrations: [...migrations, ...next.map((one, index) => loaded(one, migrations.length + index + 1, name))],
})

const loaded = (
  { version, name, up: steps }: OwnMigration,
  expected: number,
  line: string,
): LoadedMigration => {
  if (version !== expected) {
    throw new RangeError(
      `Cannot read the line "${line}": its migrations count from 1, and ${version} stands where ${expected} should`,
    )
  }
  const up = { kind: 'steps', steps } as const
  return { version, name, checksum: scriptChecksum(up), up, isOneTransaction: true, accept: {} }
}
