import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Builds every package, for tests that start what users get. */
export function setup(): void {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const root = dirname(import.meta.dirname)
  const { status } = spawnSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-b', root], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The packages could not be built')
}
