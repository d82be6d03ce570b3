import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { version } from '../flags/whole-number.ts'
import { runCommand } from '../run-command.ts'
import { runMigrations } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends RunFlags {
  readonly to?: number
  readonly allowOutOfOrder?: boolean
  readonly rehearse?: 'auto' | 'always' | 'never'
  readonly lint?: boolean
  readonly backup?: boolean
  readonly prove?: boolean
  readonly attempts?: number
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
      lint: { kind: 'boolean', optional: true, brief: 'Refuse hazards that nobody accepted [default = yes]' },
      backup: {
        kind: 'boolean',
        optional: true,
        brief: 'Copy what a text takes away before it runs [default = yes]',
      },
      prove: {
        kind: 'boolean',
        optional: true,
        brief: 'Compare the tables that a text does not name, before and after [default = yes]',
      },
      attempts: {
        kind: 'parsed',
        parse: version,
        optional: true,
        placeholder: 'number',
        brief: 'How often one may have failed before it is not tried again [default = 10]',
      },
      ...runFlags,
    },
  },
  func: runCommand((tools, flags: Flags) => {
    const { to, allowOutOfOrder, rehearse, lint, backup, prove, attempts } = flags
    const given = { to, allowOutOfOrder, rehearse, lint, backup, prove, attempts }
    const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    return withMigrations(
      tools,
      flags,
      (migrations) =>
        runMigrations(tools, flags, 'applied', (options) => migrations.apply({ ...options, ...wanted })),
      'install',
    )
  }),
})
