import { type Backend, sqlBackend } from '@holdfast/core'
import { fileCapabilities, limits, memoryCapabilities } from './capabilities.ts'
import { dialect } from './dialect.ts'
import { SqliteDriver } from './driver.ts'
import { type Settings, settings, type SqliteOptions } from './options.ts'
import { settingsOfUrl } from './url.ts'

export type { SqliteOptions } from './options.ts'

/**
 * A database in a file, made when it does not exist, or `':memory:'`. Nothing is opened before `open`.
 *
 * Throws `TypeError` or `RangeError` for a wrong name or option. `open` throws `not-found` when the directory (or, read-only or with
 * `create: false`, the file) does not exist, `permission`, `read-only`, `corrupt` when it is no database, and `busy` when another process
 * writes for longer than 10 seconds.
 */
export const sqlite = (file: string, options?: SqliteOptions): Backend => backend(settings(file, options))

/**
 * The same from a URL: `sqlite:app.db`, `sqlite:///srv/app.db` or `sqlite::memory:`, with options as
 * `?durability=normal&readOnly=true`.
 */
export const fromUrl = (url: string): Backend => backend(settingsOfUrl(url))

const backend = (checked: Settings): Backend =>
  sqlBackend({
    name: 'sqlite',
    capabilities: checked.memory ? memoryCapabilities : fileCapabilities,
    limits,
    dialect,
    open: ({ create = true }) => SqliteDriver.open({ ...checked, create }),
  })
