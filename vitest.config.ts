import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { defineConfig } from 'vitest/config'

/** Every workspace with a `test` folder is a project, named after its folder. */
const projects = ['packages', 'apps', 'tools'].flatMap((group) =>
  readdirSync(join(import.meta.dirname, group))
    .filter((name) => existsSync(join(import.meta.dirname, group, name, 'test')))
    .map((name) => ({ name, root: join(group, name) })),
)

const sbin = ['/usr/sbin', '/usr/local/sbin']
const hasPgBouncer = [...(process.env['PATH'] ?? '').split(delimiter), ...sbin].some((folder) =>
  existsSync(join(folder, 'pgbouncer')),
)
/** A developer's machine may lack PgBouncer; CI may not, and fails there. */
const leavesPgBouncerOut = !hasPgBouncer && process.env['CI'] === undefined
// vitest reads this file once for each project.
if (leavesPgBouncerOut && process.env['HOLDFAST_SAID_SO'] === undefined) {
  process.env['HOLDFAST_SAID_SO'] = 'yes'
  process.stderr.write(
    'PgBouncer is not installed, so *pgbouncer*.test.ts are left out: apt-get install pgbouncer\n',
  )
}

/** These talk to PostgreSQL: one server is started for the run, unless HOLDFAST_POSTGRES_URL names one. */
const needPostgres = new Set(['postgres', 'cli', 'demo', 'bench'])

/** These start what users get, as processes: it is built first, which is nothing when nothing changed. */
const needBuild = new Set(['cli'])

export default defineConfig({
  // Tests read the packages' TypeScript: no build comes before `vitest`.
  ssr: { resolve: { conditions: ['@holdfast/source', 'module', 'node', 'development|production'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
    // A run of one rule starts in 4 s in place of 15: what was compiled is kept from run to run, by its content.
    experimental: { fsModuleCache: true },
    projects: projects.map(({ name, root }) => ({
      extends: true,
      test: {
        name,
        root,
        include: ['test/**/*.test.ts'],
        exclude: leavesPgBouncerOut ? ['**/*pgbouncer*.test.ts'] : [],
        globalSetup: [
          ...(needPostgres.has(name) ? ['tools/postgres-server/src/vitest-setup.ts'] : []),
          ...(needBuild.has(name) ? ['tools/build-packages.ts'] : []),
        ].map((path) => join(import.meta.dirname, path)),
      },
    })),
  },
})
