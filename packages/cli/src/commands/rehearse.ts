import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { exitCodeOf } from '../exit-code-of.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { toFlag, type ToFlag } from '../flags/version-flags.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { rehearsalText } from '../output/rehearsal-text.ts'
import { runCommand } from '../run-command.ts'
import { runLong } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

interface Flags extends RunFlags, ToFlag {
  readonly copyBytes?: number
  readonly down?: boolean
}

export const rehearse: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Do what is pending and undo it, and tell what it would change' },
  parameters: {
    flags: {
      ...toFlag('rehearse'),
      copyBytes: {
        kind: 'parsed',
        parse: wholeNumber,
        optional: true,
        placeholder: 'bytes',
        brief: 'The largest database that is copied where only a copy will do [default = 2147483648]',
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
          const { to, copyBytes, down } = flags
          const found = await migrations.rehearse({ ...options, ...given({ to, copyBytes, down }) })
          tools.output.answer(found, (paint) => rehearsalText(found, paint))
          return found.failed === undefined ? exitCode.done : exitCodeOf(found.failed.error)
        }),
      { schema: 'install' },
    ),
  ),
})
