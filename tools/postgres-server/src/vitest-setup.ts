import { startPostgres } from './postgres.ts'

/** Starts one server for a whole test run; the workers find it through `postgresUrl`. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['HOLDFAST_POSTGRES_URL']) return undefined
  const server = await startPostgres()
  process.env['HOLDFAST_POSTGRES_URL'] = server.url
  return async () => {
    delete process.env['HOLDFAST_POSTGRES_URL']
    await server.stop()
  }
}
