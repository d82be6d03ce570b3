// Packs every published package and looks at the tarball as npm's users get it: publint and Are The Types Wrong.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
let failed = 0

const names = readdirSync(join(root, 'packages'))
for (const name of names) {
  const folder = join(root, 'packages', name)
  /** @type {[string, string[]][]} */
  const checks = [
    ['publint', ['run', '--strict', folder]],
    ['attw', ['--pack', folder, '--profile', 'esm-only', '--quiet']],
  ]
  for (const [tool, args] of checks) {
    console.log(`${name}: ${tool}`)
    try {
      execFileSync(join(root, 'node_modules', '.bin', tool), args, { stdio: 'inherit' })
    } catch {
      failed += 1
    }
  }
}

if (failed > 0) console.error(`${failed} of ${names.length * 2} checks failed.`)
process.exitCode = failed === 0 ? 0 : 1
