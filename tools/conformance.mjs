// Runs the suite on every backend and prints the matrix. With --certify the tier that kills, fills and fills up is run too.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const certifies = process.argv.includes('--certify')
const bin = (name) => join(root, 'node_modules', '.bin', name)
const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1

// An old report must not stand for a run that did not happen.
rmSync(join(root, 'conformance-report'), { recursive: true, force: true })
const built = run(bin('tsc'), ['-b', 'packages/conformance'])
const tested = run(
  bin('vitest'),
  // One file after another: what is measured must not share the machine.
  ['run', 'conformance.test.ts', ...(certifies ? ['--no-file-parallelism'] : [])],
  { HOLDFAST_TIER: certifies ? 'certification' : 'behaviour' },
)
const proved = run(process.execPath, ['packages/conformance/dist/print-matrix.js'])
process.exitCode = built || tested || proved
