import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// What is measured is the JavaScript that users get, so it is built first.
const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
const build = [join(dirname(typescript), 'bin', 'tsc'), '-b', import.meta.dirname]
const { status } = spawnSync(process.execPath, build, { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
await import('./dist/main.js')
