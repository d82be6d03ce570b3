import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { guardFlags, type GuardFlags } from '../flags/guard-flags.ts'
import { version } from '../flags/whole-number.ts'
import { given } from '../given.ts'
import { runCommand } from '../run-command.ts'
import { runMigrations } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends GuardFlags {
  readonly to?: number
  readonly allowOutOfOrder?: boolean
  readonly rehearse?: 'auto' | 'always' | 'never'
}

export const up: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Apply what is pending, each migration once, whichever host comes first' },
  parameters: {
    flags: {
      to: {
        kind: 'parsed',
        parse: version,
        optional: true,
        placeholder: 'version',
        brief: 'The last one to apply [default = all]',
      },
      allowOutOfOrder: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Apply also a number below one that was applied',
      },
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
      'install',
    )
  }),
})
