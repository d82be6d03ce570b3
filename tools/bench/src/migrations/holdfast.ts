import { bigint, open, type Backend, type Migration, type OpenOptions, type RunOptions } from '@holdfast/core'
import { backfill, changeColumnType } from '@holdfast/core/migration'

import type { ChangeContender, MigrationContender } from './contender.ts'
import { backfilled } from './readings.ts'

type At = (place: string) => Backend

interface StartOptions {
  readonly name?: string
  readonly run?: RunOptions
  readonly open?: OpenOptions
}

/** As an application starts, with everything that is on by default or without it. */
export const holdfastStart = (
  at: At,
  directory: string,
  { name = 'Holdfast', run = {}, open: opening = {} }: StartOptions = {},
): MigrationContender => ({
  name,
  start: async (place) => {
    const database = await open(at(place), opening)
    await database.migrate({ directory, ...run })
    await database.close()
  },
})

export const unguarded: StartOptions = {
  name: 'Holdfast without proof',
  run: { lint: false, backup: false, prove: false },
}

/** As a tool that migrates and does nothing else. */
export const storeless: StartOptions = { name: 'Holdfast without tables of stores', open: { stores: [] } }

/** Changes by verb, without the proof that a table made anew kept its rows: what is written by hand proves nothing either. */
export const holdfastChanges = (at: At): ChangeContender => ({
  name: 'Holdfast without proof',
  open: async (place) => {
    const database = await open(at(place))
    const run = async (migration: Migration): Promise<void> => {
      await database.migrate({ migrations: [migration], prove: false })
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
