import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// One process from here on, so that whoever started it can also end it: a shell between them would not pass a signal on.
const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
const app = dirname(fileURLToPath(import.meta.url))
const build = [join(dirname(typescript), 'bin', 'tsc'), '-b', app, join(app, 'web')]
const { status } = spawnSync(process.execPath, build, { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
await import('./dist/server/main.js')
