import { randomBytes } from 'node:crypto'
import { type Database, HoldfastError, isDuplicate, open, sql } from '@holdfast/core'
import { postgres } from '@holdfast/postgres'
import { startPostgres } from '@holdfast/postgres-server'
import type { Problem } from './answers.ts'
import type { Choice, Opened } from './backends.ts'
import { problemOf, problemWithCauseOf } from './problem.ts'

/** Its own database: the demo drops and makes tables, and must not meet yours. */
const name = 'holdfast_demo'

const within = (url: string, change: (at: URL) => void): string => {
  const at = new URL(url)
  at.pathname = `/${name}`
  change(at)
  return at.href
}

const makeDatabase = async (admin: Database, owner: string): Promise<void> => {
  try {
    // Byte order, as on the other engines: the same statement then lists the same rows everywhere.
    await admin.run(
      sql.raw(
        `create database ${name} ${owner} template template0 encoding 'UTF8' locale_provider libc locale 'C'`,
      ),
    )
  } catch (error) {
    if (isDuplicate(error) || (error instanceof HoldfastError && /already exists/.test(String(error.cause))))
      return
    throw error
  }
}

/** A server that the visitor named: nothing is changed in it but the demo's own database. */
const openGiven = async (url: string): Promise<Opened> => {
  const admin = await open(postgres(url), { schema: 'off' })
  try {
    await makeDatabase(admin, '')
  } finally {
    await admin.close()
  }
  return { database: await open(postgres(within(url, () => undefined))) }
}

/** A server of our own. Visitors' statements run as a role that can neither read files nor start programs. */
const openOwn = async (): Promise<Opened> => {
  const server = await startPostgres()
  try {
    const password = randomBytes(16).toString('hex')
    const admin = await open(postgres(server.url), { schema: 'off' })
    try {
      await admin.run(sql.raw(`create role ${name} login password '${password}'`))
      await makeDatabase(admin, `owner ${name}`)
    } finally {
      await admin.close()
    }
    const url = within(server.url, (at) => Object.assign(at, { username: name, password }))
    return { database: await open(postgres(url)), stop: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

const given = process.env['HOLDFAST_POSTGRES_URL'] ?? ''

/** Neither the driver nor what starts the server puts a password into its words. */
const explain = (error: unknown): Problem => {
  if (error instanceof HoldfastError) return problemWithCauseOf(error)
  if (given !== '' || !(error instanceof Error)) return problemOf(error)
  return { code: 'not-installed', message: `The server did not start. ${error.message.slice(0, 600)}` }
}

export const postgresChoice: Choice = {
  id: 'postgres',
  title: 'PostgreSQL',
  place: given === '' ? 'a server started for this page' : 'the server in HOLDFAST_POSTGRES_URL',
  open: () => (given === '' ? openOwn() : openGiven(given)),
  explain,
}
