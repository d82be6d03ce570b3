import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { guardFlags, type GuardFlags } from '../flags/guard-flags.ts'
import { versionFlags, type VersionFlags } from '../flags/version-flags.ts'
import { given } from '../given.ts'
import { runCommand } from '../run-command.ts'
import { runMigrations } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends GuardFlags, VersionFlags {
  readonly rehearse?: 'auto' | 'always' | 'never'
}

export const up: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Apply what is pending, each migration once, whichever host comes first' },
  parameters: {
    flags: {
      ...versionFlags('apply'),
      rehearse: {
        kind: 'enum',
        values: ['auto', 'always', 'never'],
        optional: true,
        brief: 'Do everything once and undo it before [default = auto]',
      },
      ...guardFlags,
    },
  },
  func: runCommand((tools, flags: Flags) => {
    const { to, allowOutOfOrder, rehearse } = flags
    return withMigrations(
      tools,
      flags,
      (migrations) =>
        runMigrations(tools, flags, 'applied', (options) =>
          migrations.apply({ ...options, ...given({ to, allowOutOfOrder, rehearse }) }),
        ),
      { schema: 'install', makes: true },
    )
  }),
})
