import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'

/** As libpq: whether TLS is tried, demanded, and how far the server's certificate is checked. */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

export const sslModes: readonly SslMode[] = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
]

export interface TlsOptions {
  readonly mode: SslMode
  /** Certificate authorities, PEM. `'system'` in a URL means those of the platform. */
  readonly ca?: string | undefined
  /** The client's certificate and key, PEM. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** What to try, in order: TLS options, or false for plain text. */
export const tlsAttempts = (tls: TlsOptions, host: string): readonly (ConnectionOptions | false)[] => {
  // A UNIX socket has no TLS; libpq ignores the mode there too.
  if (host.startsWith('/')) return [false]
  const own: ConnectionOptions = {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  }
  const unchecked: ConnectionOptions = { ...own, rejectUnauthorized: false }
  const authority: ConnectionOptions = {
    ...own,
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
  }
  const attempts: Readonly<Record<SslMode, readonly (ConnectionOptions | false)[]>> = {
    disable: [false],
    allow: [false, unchecked],
    prefer: [unchecked, false],
    require: [tls.ca === undefined ? unchecked : authority],
    'verify-ca': [authority],
    'verify-full': [{ ...own, rejectUnauthorized: true }],
  }
  return attempts[tls.mode]
}

/** Whether another attempt of `tlsAttempts` may do better: there is no TLS, or nothing but TLS is let in. */
export const isTlsMismatch = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  return isWithoutTls(error) || ('code' in error && error.code === '28000')
}

const isWithoutTls = (error: Error): boolean =>
  error.message === 'The server does not support SSL connections' ||
  error.message === 'There was an error establishing an SSL connection'

const certificateCodes =
  /^(?:ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)$/

/** Why TLS was refused, in words that hold no secret; `undefined` for any other error. */
export const tlsRefusal = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if (isWithoutTls(error)) return 'the server offers no TLS, and the sslmode demands it'
  const code = 'code' in error ? String(error.code) : ''
  return certificateCodes.test(code) ? `the server's certificate was refused (${code})` : undefined
}

/** Reads a PEM file named in a URL or a variable. */
export const readPem = (path: string | undefined): string | undefined =>
  path === undefined || path === '' || path === 'system' ? undefined : readFileSync(path, 'utf8')
