import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { lookFlags, type LookFlags } from '../flags/look-flags.ts'
import { version } from '../flags/whole-number.ts'
import { planText } from '../output/plan-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

interface Flags extends LookFlags {
  readonly to?: number
  readonly allowOutOfOrder?: boolean
}

export const plan: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'What up would do, statement by statement' },
  parameters: {
    flags: {
      to: {
        kind: 'parsed',
        parse: version,
        optional: true,
        placeholder: 'version',
        brief: 'The last one to plan [default = all]',
      },
      allowOutOfOrder: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Plan also a number below one that was applied',
      },
      ...lookFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(tools, flags, async (migrations) => {
      const { to, allowOutOfOrder = false } = flags
      const found = await migrations.plan({ allowOutOfOrder, ...given({ to }) })
      tools.output.answer(found, (paint) => planText(found, paint))
      return found.problems.length > 0 ? exitCode.history : exitCode.done
    }),
  ),
})
