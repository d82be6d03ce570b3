import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What a user of the command installs. */
const packages = ['cli', 'sqlite', 'postgres', 'duckdb']

/** Builds it, for tests that start what users get. */
export function setup(): void {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const folders = packages.map((name) => join(dirname(import.meta.dirname), 'packages', name))
  const { status } = spawnSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-b', ...folders], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The packages could not be built')
}
