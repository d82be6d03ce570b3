import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { count } from '../output/count.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

export const adopt: Command<CommandContext> = buildCommand<SourceFlags, [], CommandContext>({
  docs: { brief: 'Take over what another tool has applied, as Knex, Prisma or Flyway, and run nothing' },
  parameters: { flags: sourceFlags },
  func: runCommand((tools, flags: SourceFlags) =>
    withMigrations(tools, flags, async (migrations) => {
      const taken = await migrations.adopt()
      tools.output.answer(taken, () => `${count(taken.length, 'migration')} taken over.\n`)
      return exitCode.done
    }),
  ),
})
