import type { PostgresOptions } from './options.ts'
import { parseSslMode, seconds, without } from './engine/parameters.ts'
import { readPem } from './engine/tls.ts'

const whole = (text: string | null): number | undefined => (text === null ? undefined : Number(text))

/** Stands where a URL names no host, which the URL parser does not allow beside a user. */
const nowhere = 'no-host.invalid'

/** Not the URL itself in any message: it holds a password. */
const parse = (url: string): URL => {
  const [, start = '', rest = ''] = /^(\w+:\/\/(?:[^/?#]*@)?)((?:[/?#].*)?)$/s.exec(url) ?? []
  try {
    return new URL(start === '' ? url : `${start}${nowhere}${rest}`)
  } catch {
    throw new TypeError(
      'This is not a connection URL; it looks like postgres://user:password@host:5432/database',
    )
  }
}

const part = (value: string): string | undefined => (value === '' ? undefined : decodeURIComponent(value))

const known = new Set([
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'connect_timeout',
  'application_name',
  'schema',
  'pooler',
  'max',
  'min',
  'durability',
])

/** The options in a URL: libpq's parameters by libpq's names, and a few of ours. An unknown parameter throws. */
export const fromConnectionUrl = (text: string): PostgresOptions => {
  const url = parse(text)
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new TypeError(`${url.protocol} is not a scheme of PostgreSQL; use postgres: or postgresql:`)
  }
  const parameters = url.searchParams
  for (const name of parameters.keys()) {
    if (!known.has(name)) throw new TypeError(`The connection URL has an unknown parameter "${name}"`)
  }
  const of = (name: string): string | undefined => parameters.get(name) ?? undefined
  const port = whole(parameters.get('port')) ?? (url.port === '' ? undefined : Number(url.port))
  return without({
    host: of('host') ?? part(url.hostname === nowhere ? '' : url.hostname.replace(/^\[(.*)\]$/, '$1')),
    port,
    user: of('user') ?? part(url.username),
    password: of('password') ?? part(url.password),
    database: of('dbname') ?? part(url.pathname.slice(1)),
    sslmode: parseSslMode(of('sslmode')),
    ca: readPem(of('sslrootcert')),
    cert: readPem(of('sslcert')),
    key: readPem(of('sslkey')),
    connectTimeout: seconds(of('connect_timeout')),
    applicationName: of('application_name'),
    schema: of('schema'),
    pooler: of('pooler') as 'transaction' | undefined,
    max: whole(parameters.get('max')),
    min: whole(parameters.get('min')),
    durability: of('durability') as 'full' | 'normal' | undefined,
  })
}
