import { KeyvPostgres } from '@keyv/postgres'
import { KeyvSqlite } from '@keyv/sqlite'
import { open } from '@holdfast/core'
import { postgres } from '@holdfast/postgres'
import { sqlite } from '@holdfast/sqlite'
import knex from 'knex'

import { knexConfig } from '../sqlite/knex-config.ts'
import { bentocache } from './bentocache.ts'
import type { CacheContender } from './cache-contender.ts'
import { cacheManager } from './cache-manager.ts'
import { holdfastCache } from './holdfast.ts'

export const contenders = ['Holdfast', 'bentocache', 'cache-manager'] as const

/** `where`: a file, or the URL of a database. `isFilled`: the values to be found are there already. */
export const openContender = async (
  engine: string,
  name: string,
  where: string,
  isFilled: boolean,
): Promise<CacheContender> => {
  const isFile = engine === 'sqlite'
  switch (name) {
    case 'Holdfast':
      return holdfastCache(await open(isFile ? sqlite(where) : postgres(where)), isFilled)
    case 'bentocache':
      return bentocache(
        knex(isFile ? knexConfig(where) : { client: 'pg', connection: where, pool: { min: 0, max: 10 } }),
        isFilled,
      )
    case 'cache-manager':
      return cacheManager(
        isFile ? await keyvSqlite(where) : new KeyvPostgres({ uri: where, max: 10 }),
        isFilled,
      )
    default:
      throw new Error(`There is no contender ${name}`)
  }
}

const keyvSqlite = async (file: string): Promise<KeyvSqlite> => {
  const made = new KeyvSqlite(`sqlite://${file}`)
  await made.query('pragma journal_mode = wal')
  await made.query('pragma synchronous = full')
  await made.query('pragma busy_timeout = 10000')
  return made
}
