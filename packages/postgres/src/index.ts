import { type Backend, sqlBackend } from '@holdfast/core'
import { capabilities, limits } from './capabilities.ts'
import { dialect } from './dialect.ts'
import { openDriver } from './driver.ts'
import { type PostgresOptions, settings } from './options.ts'

export type { PostgresOptions } from './options.ts'
export type { SslMode } from './engine/tls.ts'

/**
 * PostgreSQL 13 or newer, through pg.
 *
 * Takes a connection URL, options, or nothing: what is not given comes from the URL, then from libpq's `PG*` variables.
 * Throws `TypeError` or `RangeError` at once for options that can never work. Nothing connects before `open`.
 */
export const postgres = (options: string | PostgresOptions = {}): Backend => {
  const checked = settings(typeof options === 'string' ? { url: options } : options)
  return sqlBackend({
    name: 'postgres',
    capabilities,
    limits,
    dialect: dialect(checked.schema, checked.rowLevelSecurity),
    open: () => openDriver(checked),
  })
}

/** For `open('postgres://…')`. */
export const fromUrl = (url: string): Backend => postgres(url)
