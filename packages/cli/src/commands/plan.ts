import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { lookFlags, type LookFlags } from '../flags/look-flags.ts'
import { versionFlags, type VersionFlags } from '../flags/version-flags.ts'
import { planText } from '../output/plan-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

type Flags = LookFlags & VersionFlags

export const plan: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'What up would do, statement by statement' },
  parameters: {
    flags: {
      ...versionFlags('plan'),
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
