import { HoldfastError, reasonOf } from '@holdfast/core'
import { failure, isServerError } from '../errors.ts'
import type { Settings } from '../options.ts'

/** The error of an attempt to open, for which no driver can be asked yet, with what to do about it. Misuse passes as it is. */
export const openFailure = (error: unknown, settings: Settings): unknown => {
  if (error instanceof HoldfastError || error instanceof TypeError || error instanceof RangeError)
    return error
  if (lacksPassword(error))
    return new HoldfastError(
      'permission',
      'Cannot open the database: the server wants a password; give one in the URL, in PGPASSWORD or in a pgpass file',
      { cause: error },
    )
  const { code, message, retryable, outcome } = failure(error, 'acquire')
  const why = message ?? whyNot(error, settings) ?? reasonOf(code)
  return new HoldfastError(code, `Cannot open the database: ${why}`, { retryable, outcome, cause: error })
}

/** pg has no code for it. */
const lacksPassword = (error: unknown): boolean =>
  error instanceof Error && /^SASL: .*client password must be/.test(error.message)

/** What stands in a URL, but never a password. */
const whyNot = (error: unknown, settings: Settings): string | undefined => {
  const { host, port, user, database, connectTimeout } = settings
  const where = host.startsWith('/') ? `the socket in ${host}` : `${host}:${port}`
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (isServerError(error)) return ofServer(code, user, database)
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return `nobody listens at ${where}; start the server, or correct host and port`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `no address is known for the host ${host}; correct it, or try again when names can be looked up`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `${where} cannot be reached; look at the network and at firewalls, or correct host and port`
    case 'EACCES':
      return `this process may not connect to ${where}`
    default:
      return `${where} did not answer as PostgreSQL does within ${connectTimeout} ms; correct host and port, or look into the server's log`
  }
}

const ofServer = (state: string, user: string, database: string): string | undefined => {
  switch (state) {
    case '3D000':
      return `the server has no database "${database}"; correct the name, or make it with: create database`
    case '28P01':
      return `the server refused the password of "${user}"; correct user and password`
    case '28000':
      return `the server does not let "${user}" in from here; correct the user, or its rule in pg_hba.conf`
    case '57P03':
      return 'the server is starting or stopping; try again in a moment'
    default:
      return undefined
  }
}
