import type { Place } from '@holdfast/conformance'
import { postgresUrl } from '@holdfast/postgres-server'
import { openDriver } from '../src/driver.ts'
import { postgres } from '../src/index.ts'
import { settings } from '../src/options.ts'
import { name, run } from './drivers.ts'

/** One statement on a connection of its own, which no transaction may surround. */
export const administer = async (url: string, text: string): Promise<void> => {
  const driver = await openDriver(settings({ url, max: 1 }))
  try {
    await run(driver, text)
  } finally {
    await driver.close()
  }
}

/** A database of its own on the server at `server`. */
export const databaseOn = async (
  server: string,
  clauses = '',
): Promise<Place & { readonly address: string }> => {
  const database = name('db')
  await administer(server, `create database ${database} ${clauses}`)
  const url = new URL(server)
  url.pathname = `/${database}`
  return {
    address: url.href,
    backend: () => postgres(url.href),
    destroy: () => administer(server, `drop database ${database} with (force)`),
  }
}

/** A plain `text` column of raw SQL sorts as the database does, and the suite expects bytes. */
export const bytewise = "locale_provider libc locale 'C' template template0"

export const place = async (clauses = bytewise): Promise<Place & { readonly address: string }> =>
  databaseOn(await postgresUrl(), clauses)

/** A database that the server does not have. */
export const nowhere = async (): Promise<Place> => {
  const url = new URL(await postgresUrl())
  url.pathname = `/${name('none')}`
  return { backend: () => postgres(url.href), destroy: () => undefined }
}
