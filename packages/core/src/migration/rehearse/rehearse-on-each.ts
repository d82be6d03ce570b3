import type { MigrationSource } from '../../contracts/migration.ts'
import type { RehearseOptions } from '../../contracts/migrations.ts'
import type { PortableRehearsal, RehearsalOn } from '../../contracts/portable-rehearsal.ts'
import type { Rehearsal } from '../../contracts/rehearsal.ts'
import type { Database } from '../../contracts/session.ts'
import { deedsOf } from './deeds.ts'

/**
 * Rehearses the same migrations on several databases, one behind the other, and compares what they do: whoever calls a migration portable knows it then. The databases should hold
 * the same, best nothing, or the same few rows. Changes nothing. Throws what `rehearse()` throws, and `TypeError` for fewer than two databases. Costs one rehearsal on each.
 */
export const rehearseOnEach = async (
  databases: readonly Database[],
  source: MigrationSource,
  options?: RehearseOptions,
): Promise<PortableRehearsal> => {
  if (!Array.isArray(databases) || databases.length < 2)
    throw new TypeError('Cannot rehearse on each: two databases or more are compared; give them as a list')
  const names = databases.map(({ backend }) => backend)
  const rehearsals: RehearsalOn[] = []
  for (const [place, database] of databases.entries()) {
    const backend = names[place]!
    const before = names.slice(0, place).filter((name) => name === backend).length
    const rehearsal = await database.migrations(source).rehearse(options)
    rehearsals.push({ name: before === 0 ? backend : `${backend} (${before + 1})`, rehearsal })
  }
  const differences = differencesOf(rehearsals)
  const passes = rehearsals.every(({ rehearsal }) => rehearsal.outcome === 'passes')
  return { isPortable: passes && differences.length === 0, rehearsals, differences }
}

const differencesOf = (rehearsals: readonly RehearsalOn[]): readonly string[] => {
  const told = rehearsals.map(({ name, rehearsal }) => ({ name, done: doneBy(rehearsal) }))
  const titles = new Set(told.flatMap(({ done }) => [...done.keys()]))
  return [...titles].flatMap((title) => {
    // Who failed before it says so itself.
    const came = told.flatMap(({ name, done }) =>
      done.has(title) ? [{ name, deeds: done.get(title)! }] : [],
    )
    const deeds = new Set(came.flatMap((one) => [...one.deeds]))
    return [...deeds].flatMap((deed) => {
      const doing = came.flatMap((one) => (one.deeds.has(deed) ? [one.name] : []))
      return doing.length === came.length ? [] : [`${title}: ${deed}: on ${doing.join(', ')} alone`]
    })
  })
}

/** What each migration does, by its number and name. */
const doneBy = ({ migrations }: Rehearsal): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    migrations.map((migration) => [
      migration.version === 0 ? migration.name : `${migration.version} ${migration.name}`,
      new Set(deedsOf(migration)),
    ]),
  )
