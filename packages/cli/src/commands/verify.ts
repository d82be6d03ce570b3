import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { lookFlags, type LookFlags } from '../flags/look-flags.ts'
import { verificationText } from '../output/verification-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

export const verify: Command<CommandContext> = buildCommand<LookFlags, [], CommandContext>({
  docs: { brief: 'Whether the database is what its history says, the schema too' },
  parameters: { flags: lookFlags },
  func: runCommand((tools, flags: LookFlags) =>
    withMigrations(tools, flags, async (migrations) => {
      const found = await migrations.verify()
      tools.output.answer(found, (paint) => verificationText(found, paint))
      return found.isWhole ? exitCode.done : exitCode.history
    }),
  ),
})
