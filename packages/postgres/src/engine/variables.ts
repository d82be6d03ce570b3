import type { PostgresOptions } from '../options.ts'
import { parseSslMode, seconds, without } from './parameters.ts'
import { readPem } from './tls.ts'

type Variables = Readonly<Record<string, string | undefined>>

const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

/** The options that libpq's environment variables name. An empty variable is as good as none. */
export const fromVariables = (variables: Variables): PostgresOptions => {
  const port = given(variables['PGPORT'])
  return without({
    host: given(variables['PGHOST']),
    port: port === undefined ? undefined : Number(port),
    database: given(variables['PGDATABASE']),
    user: given(variables['PGUSER']),
    password: given(variables['PGPASSWORD']),
    sslmode: parseSslMode(given(variables['PGSSLMODE'])),
    ca: readPem(given(variables['PGSSLROOTCERT'])),
    cert: readPem(given(variables['PGSSLCERT'])),
    key: readPem(given(variables['PGSSLKEY'])),
    connectTimeout: seconds(given(variables['PGCONNECT_TIMEOUT'])),
    applicationName: given(variables['PGAPPNAME']),
  })
}
