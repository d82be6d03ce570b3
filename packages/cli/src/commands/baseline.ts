import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { version } from '../flags/whole-number.ts'
import { count } from '../output/count.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

export const baseline: Command<CommandContext> = buildCommand<SourceFlags, [number], CommandContext>({
  docs: { brief: 'Write down that a database has everything up to a version already, without running it' },
  parameters: {
    flags: sourceFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ parse: version, placeholder: 'version', brief: 'The newest one that is there' }],
    },
  },
  func: runCommand((tools, flags: SourceFlags, newest: number) =>
    withMigrations(tools, flags, async (migrations) => {
      const written = await migrations.baseline(newest)
      tools.output.answer(
        written,
        () => `${count(written.length, 'migration')} written down as there, up to ${newest}.\n`,
      )
      return exitCode.done
    }),
  ),
})
