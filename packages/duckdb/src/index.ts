import { sqlBackend, type Backend } from '@holdfast/core'
import { capabilitiesOf, limits } from './capabilities.ts'
import { dialect } from './dialect.ts'
import { DuckdbDriver } from './driver.ts'
import { locate } from './engine/location.ts'
import { partsOfUrl } from './url.ts'
import { settingsOf, type DuckdbOptions } from './options.ts'

export type { DuckdbOptions } from './options.ts'

/**
 * A database in a file, in memory (`:memory:`), or in MotherDuck (`md:name`).
 *
 * One process may write a file, through one writer at a time; a durable commit takes milliseconds. Opening the same file
 * again in the same thread shares it, also through a link, with the options of the first open; another thread, another
 * copy of this package or another process gets `in-use`. `open` throws `corrupt` for a file that is not a DuckDB database,
 * `not-found` for a missing one that is opened for reading only or with `create: false`, `permission` and `io` as the system answers.
 */
export const duckdb = (file: string, options: DuckdbOptions = {}): Backend => {
  const location = locate(file)
  const settings = settingsOf(options)
  return sqlBackend({
    name: 'duckdb',
    capabilities: capabilitiesOf(location),
    limits,
    dialect,
    open: (environment) => DuckdbDriver.open(location, settings, environment),
  })
}

/** The backend of a URL: `duckdb:app.duckdb`, `duckdb:///srv/app.duckdb?readOnly=true`, `duckdb::memory:`, `duckdb:md:name`. */
export const fromUrl = (url: string): Backend => {
  const { path, options } = partsOfUrl(url)
  return duckdb(path, options)
}
