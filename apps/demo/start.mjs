import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Builds what the demo needs, and becomes the demo: one process, so that a signal finds it.
const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
const app = dirname(fileURLToPath(import.meta.url))
const build = [join(dirname(typescript), 'bin', 'tsc'), '-b', app, join(app, 'web')]
const { status } = spawnSync(process.execPath, build, { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
await import('./dist/server/main.js')
