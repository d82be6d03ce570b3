import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { lookFlags, type LookFlags } from '../flags/look-flags.ts'
import { statusText } from '../output/status-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends LookFlags {
  readonly check?: boolean
}

export const status: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'What was applied, what is pending, and who migrates now' },
  parameters: {
    flags: {
      check: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'End with 3 when migrations are pending',
      },
      ...lookFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(tools, flags, async (migrations, { facts }) => {
      const found = await migrations.status()
      tools.output.answer(found, (paint) => statusText(found, facts, paint))
      if (found.problems.length > 0) return exitCode.history
      return flags.check === true && found.pending.length > 0 ? exitCode.pending : exitCode.done
    }),
  ),
})
