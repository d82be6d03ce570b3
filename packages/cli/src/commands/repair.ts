import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { version } from '../flags/whole-number.ts'
import { visible } from '../output/visible.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends SourceFlags {
  readonly acceptChecksum: readonly number[]
}

export const repair: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Accept a migration that was edited after it was applied, as it is now' },
  parameters: {
    flags: {
      acceptChecksum: {
        kind: 'parsed',
        parse: version,
        variadic: ',',
        placeholder: 'version',
        brief: 'Which one; the old checksum stays among the events',
      },
      ...sourceFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(tools, flags, async (migrations) => {
      const accepted = await migrations.repair({ acceptChecksum: flags.acceptChecksum })
      tools.output.answer(accepted, () =>
        accepted
          .map(({ version, name }) => visible(`${version} ${name} is accepted as it is now.\n`))
          .join(''),
      )
      return exitCode.done
    }),
  ),
})
