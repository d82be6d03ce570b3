import { readFileSync } from 'node:fs'
import { buildApplication, buildRouteMap, run, type RouteMap } from '@stricli/core'
import { adopt } from './commands/adopt.ts'
import { backfill } from './commands/backfill.ts'
import { backup } from './commands/backup.ts'
import { baseline } from './commands/baseline.ts'
import { doctor } from './commands/doctor.ts'
import { down } from './commands/down.ts'
import { generate } from './commands/generate.ts'
import { importJson } from './commands/import-json.ts'
import { lint } from './commands/lint.ts'
import { newMigration } from './commands/new.ts'
import { plan } from './commands/plan.ts'
import { rehearse } from './commands/rehearse.ts'
import { repair } from './commands/repair.ts'
import { restore } from './commands/restore.ts'
import { status } from './commands/status.ts'
import { squash } from './commands/squash.ts'
import { sum } from './commands/sum.ts'
import { up } from './commands/up.ts'
import { verify } from './commands/verify.ts'
import type { CommandContext } from './command-context.ts'
import { exitCode } from './exit-code.ts'
import { redact } from './output/redact.ts'
import type { Outside, Writer } from './outside.ts'

const routes: RouteMap<CommandContext> = buildRouteMap({
  routes: {
    status,
    plan,
    lint,
    rehearse,
    up,
    down,
    verify,
    doctor,
    new: newMigration,
    generate,
    squash,
    sum,
    baseline,
    adopt,
    repair,
    backfill,
    backup,
    restore,
    importJson,
  },
  docs: { brief: 'Migrations of a database, applied once, proven, and taken up where they stopped.' },
})

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

const application = buildApplication(routes, {
  name: 'holdfast',
  versionInfo: { currentVersion: version },
  scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  documentation: {
    caseStyle: 'convert-camel-to-kebab',
    disableAnsiColor: true,
    onlyRequiredInUsageLine: true,
  },
})

/** Runs one command line, and says how it ended. It never ends the process. */
export const holdfast = async (words: readonly string[], outside: Outside): Promise<number> => {
  const inner = {
    stdout: outside.stdout,
    stderr: withoutSecrets(outside.stderr),
    env: {},
    exitCode: null as number | string | null,
  }
  await run(application, words, {
    process: inner,
    outside,
    end: (code) => {
      inner.exitCode = code
    },
  })
  const code = Number(inner.exitCode ?? exitCode.done)
  // Negative: the words were not understood, and nothing was begun.
  return code < 0 ? exitCode.misuse : code
}

/** What was not understood is quoted, and may be a URL. */
const withoutSecrets = (writer: Writer): Writer => ({ write: (text) => writer.write(redact(text)) })
