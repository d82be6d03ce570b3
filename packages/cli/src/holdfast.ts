import { readFileSync } from 'node:fs'
import { buildApplication, buildRouteMap, run, type RouteMap } from '@stricli/core'
import { backfill } from './commands/backfill.ts'
import { baseline } from './commands/baseline.ts'
import { doctor } from './commands/doctor.ts'
import { down } from './commands/down.ts'
import { newMigration } from './commands/new.ts'
import { plan } from './commands/plan.ts'
import { repair } from './commands/repair.ts'
import { status } from './commands/status.ts'
import { up } from './commands/up.ts'
import type { CommandContext } from './command-context.ts'
import { exitCode } from './exit-code.ts'
import { redact } from './output/redact.ts'
import type { Outside, Writer } from './outside.ts'

const routes: RouteMap<CommandContext> = buildRouteMap({
  routes: { status, plan, up, down, new: newMigration, baseline, repair, backfill, doctor },
  docs: { brief: 'Migrations of a database, applied once, proven, and taken up where they stopped.' },
})

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

const application = buildApplication(routes, {
  name: 'holdfast',
  versionInfo: { currentVersion: version },
  scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
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
