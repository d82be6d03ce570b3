import type { EngineFacts } from '@holdfast/core'
import type { Instance } from './engine/instance.ts'
import type { Location } from './engine/location.ts'

/** The settings worth showing. The engine syncs its log at every commit, and has no setting that says otherwise. */
const shown = ['threads', 'memory_limit', 'checkpoint_threshold', 'access_mode', 'TimeZone']

export const facts = async (instance: Instance, location: Location): Promise<EngineFacts> => {
  const connection = await instance.acquire('read', { deadline: performance.now() + 10_000 })
  try {
    const version = await connection.execute({ text: 'select version()', values: [], cache: false })
    const list = shown.map((name) => `'${name}'`).join(', ')
    const settings = await connection.execute({
      text: `select name, value from duckdb_settings() where name in (${list}) order by name`,
      values: [],
      cache: false,
    })
    return {
      engine: 'DuckDB',
      version: String(version.rows[0]?.[0]).replace(/^v/, ''),
      durability: location.kind === 'memory' ? 'none' : 'full',
      details: Object.fromEntries(settings.rows.map(([name, value]) => [String(name), String(value)])),
      system: 'duckdb',
      namespace: instance.catalog,
    }
  } finally {
    await connection.release()
  }
}
