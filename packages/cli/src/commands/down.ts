import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { confirm } from '../confirm.ts'
import { exitCode } from '../exit-code.ts'
import { guardFlags, type GuardFlags } from '../flags/guard-flags.ts'
import { version } from '../flags/whole-number.ts'
import { count } from '../output/count.ts'
import { runCommand } from '../run-command.ts'
import { runMigrations } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends GuardFlags {
  readonly to: number
  readonly yes?: boolean
}

export const down: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Undo the newest migrations, by the text that each has for it' },
  parameters: {
    flags: {
      to: {
        kind: 'parsed',
        parse: version,
        placeholder: 'version',
        brief: 'The one that stays as the newest; 0 undoes all',
      },
      yes: { kind: 'boolean', optional: true, withNegated: false, brief: 'Do not ask' },
      ...guardFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(
      tools,
      flags,
      async (migrations) => {
        const { to } = flags
        const undone = (await migrations.status()).applied.filter((one) => one.version > to)
        const names = undone.map(({ version, name }) => `${version} ${name}`).reverse()
        const question = `Undo ${count(names.length, 'migration')} (${names.join(', ')})?`
        if (names.length > 0 && flags.yes !== true && !(await confirm(tools, question))) {
          tools.output.note('Nothing was changed.')
          return exitCode.failed
        }
        return runMigrations(tools, flags, 'undone', (options) => migrations.down({ ...options, to }))
      },
      { schema: 'install' },
    ),
  ),
})
