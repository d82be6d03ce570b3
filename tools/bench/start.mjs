import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// What is measured is the JavaScript that users get, so it is built first.
const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
const build = [join(dirname(typescript), 'bin', 'tsc'), '-b', import.meta.dirname]
const { status } = spawnSync(process.execPath, build, { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
const withoutKeyv = ['queue', 'audit', 'records', 'changes', 'migrations'].some((part) =>
  process.argv.includes(part),
)
if (!withoutKeyv || process.argv.includes('key-value') || process.argv.includes('cache')) buildSqlite3()
await import('./dist/main.js')

/** Keyv's adapter needs a native package that nobody else does, so `npm ci` does not spend minutes on it. */
function buildSqlite3() {
  const folder = dirname(createRequire(import.meta.url).resolve('sqlite3/package.json'))
  if (existsSync(join(folder, 'build', 'Release', 'node_sqlite3.node'))) return
  console.log('Building sqlite3 for Keyv, once …')
  const gyp = spawnSync('npx', ['--no-install', 'node-gyp', 'rebuild'], { cwd: folder, stdio: 'inherit' })
  if (gyp.status !== 0) process.exit(gyp.status ?? 1)
}
