import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { pauseFlag } from '../flags/guard-flags.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { runCommand } from '../run-command.ts'
import { runMigrations } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends RunFlags {
  readonly pause?: number
}

export const backfill: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: {
    brief: 'Go on with a migration that was left half-way, from its last batch, and apply nothing after it',
  },
  parameters: { flags: { ...runFlags, pause: pauseFlag } },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(
      tools,
      flags,
      async (migrations) => {
        const { applied } = await migrations.status()
        const started = applied.findLast(({ outcome }) => outcome === 'started')
        // With nothing half-way there is nothing to go on with: version 0 is below them all.
        const to = started?.version ?? 0
        return runMigrations(tools, flags, 'applied', (options) => migrations.apply({ ...options, to }))
      },
      { schema: 'install' },
    ),
  ),
})
