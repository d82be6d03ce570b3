import type { ConnectionOptions } from 'node:tls'
import { HoldfastError } from '@holdfast/core'
import { Client } from 'pg'
import { connectionOf } from './pg-internals.ts'
import type { Settings } from '../options.ts'
import { isTlsMismatch, tlsAttempts } from './tls.ts'
import { Wire } from './wire.ts'

/** A new connection, by the first way that the sslmode allows and the server takes. Bounded by `connectTimeout`. */
export const connect = async (settings: Settings): Promise<Wire> => {
  const attempts = tlsAttempts(settings.tls, settings.host)
  for (const [index, tls] of attempts.entries()) {
    try {
      return await attempt(settings, tls)
    } catch (error) {
      if (index === attempts.length - 1 || !isTlsMismatch(error)) throw error
    }
  }
  throw new RangeError('there is no way to connect')
}

const attempt = async (settings: Settings, tls: ConnectionOptions | false): Promise<Wire> => {
  const client = new Client({
    host: settings.host,
    port: settings.port,
    user: settings.user,
    database: settings.database,
    password: passwordOf(settings),
    // A copy: pg hides the key in it by redefining the property.
    ssl: tls === false ? false : { ...tls },
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: settings.connectTimeout,
  })
  const start = client as unknown as { getStartupConf(): Record<string, string> }
  start.getStartupConf = () => startUp(settings)
  // A connection that breaks before it is taken over must not end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    connectionOf(client).stream.destroy()
    throw error
  }
  return new Wire(client, tls, settings.preparedStatements)
}

/** A password function that fails is no broken connection. */
const passwordOf = ({ password }: Settings): Settings['password'] => {
  if (typeof password !== 'function') return password
  return async () => {
    try {
      return await password()
    } catch (cause) {
      throw new HoldfastError('permission', 'Cannot connect: the password function failed', { cause })
    }
  }
}

/**
 * What makes values come back in one form whatever a role or database has set. A pooler in transaction mode keeps track
 * of the first few only and refuses all others.
 */
const startUp = (settings: Settings): Record<string, string> => ({
  user: settings.user,
  database: settings.database,
  application_name: settings.applicationName,
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
  ...(settings.isPooled ? {} : session(settings)),
})

const session = (settings: Settings): Record<string, string> => ({
  bytea_output: 'hex',
  extra_float_digits: '1',
  idle_in_transaction_session_timeout: String(settings.idleTransactionTimeout),
  ...(settings.statementTimeout === undefined
    ? {}
    : { statement_timeout: String(settings.statementTimeout) }),
  ...(settings.synchronousCommit === undefined ? {} : { synchronous_commit: settings.synchronousCommit }),
})
