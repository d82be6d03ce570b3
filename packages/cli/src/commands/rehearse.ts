import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { exitCodeOf } from '../exit-code-of.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { version } from '../flags/whole-number.ts'
import { rehearsalText } from '../output/rehearsal-text.ts'
import { runCommand } from '../run-command.ts'
import { runLong } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

interface Flags extends RunFlags {
  readonly to?: number
  readonly down?: boolean
}

export const rehearse: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Do what is pending and undo it, and tell what it would change' },
  parameters: {
    flags: {
      to: {
        kind: 'parsed',
        parse: version,
        optional: true,
        placeholder: 'version',
        brief: 'The last one to rehearse [default = all]',
      },
      down: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief:
          'Undo each that can be undone too, do it again, and fail where something is then not as it was',
      },
      ...runFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(
      tools,
      flags,
      (migrations) =>
        runLong(tools, flags, async (options) => {
          const { to, down } = flags
          const found = await migrations.rehearse({ ...options, ...given({ to, down }) })
          tools.output.answer(found, (paint) => rehearsalText(found, paint))
          return found.failed === undefined ? exitCode.done : exitCodeOf(found.failed.error)
        }),
      'install',
    ),
  ),
})
