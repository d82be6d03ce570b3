import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { backupsText } from '../output/backups-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

export const backup: Command<CommandContext> = buildCommand<SourceFlags, string[], CommandContext>({
  docs: { brief: 'Copy tables within the database and compare the copies; without names, list the copies' },
  parameters: {
    flags: sourceFlags,
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'table', brief: 'What to copy' },
    },
  },
  func: runCommand((tools, flags: SourceFlags, ...tables: readonly string[]) =>
    withMigrations(tools, flags, async (migrations) => {
      const found = tables.length === 0 ? await migrations.backups() : await migrations.backup({ tables })
      tools.output.answer(found, (paint) => backupsText(found, paint))
      return exitCode.done
    }),
  ),
})
