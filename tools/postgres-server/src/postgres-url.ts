import { startPostgres } from './postgres.ts'

let started: Promise<string> | undefined

/** The server to test with: the one HOLDFAST_POSTGRES_URL names, else one that is started once for this process. */
export function postgresUrl(): Promise<string> {
  const given = process.env['HOLDFAST_POSTGRES_URL']
  if (given) return Promise.resolve(given)
  started ??= startPostgres().then(({ url }) => url)
  return started
}
