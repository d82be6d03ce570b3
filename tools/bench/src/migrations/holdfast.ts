import { bigint, open, type Backend, type Migration, type RunOptions } from '@holdfast/core'
import { backfill, changeColumnType } from '@holdfast/core/migration'

import type { ChangeContender, MigrationContender } from './contender.ts'
import { backfilled } from './readings.ts'

type At = (place: string) => Backend

/** As an application starts, with everything that is on by default or without it. */
export const holdfastStart = (
  at: At,
  directory: string,
  options: RunOptions = {},
  name = 'Holdfast',
): MigrationContender => ({
  name,
  start: async (place) => {
    const database = await open(at(place))
    await database.migrate({ directory, ...options })
    await database.close()
  },
})

export const unguarded = { lint: false, backup: false, prove: false } as const

/** Changes by verb. */
export const holdfastChanges = (at: At): ChangeContender => ({
  name: 'Holdfast',
  open: async (place) => {
    const database = await open(at(place))
    const run = async (migration: Migration): Promise<void> => {
      await database.migrate({ migrations: [migration] })
    }
    return {
      changeType: () =>
        run({
          version: 1,
          name: 'codes are numbers',
          up: [changeColumnType('readings', 'code', bigint())],
        }),
      backfill: () => run({ version: 1, name: 'labels', up: [backfill('readings', backfilled)] }),
      close: () => database.close(),
    }
  },
})
