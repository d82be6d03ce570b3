import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { Misuse } from '../misuse.ts'
import { backupsText, wholeBackupsText } from '../output/backups-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends SourceFlags {
  readonly to?: string
  readonly list?: string
}

export const backup: Command<CommandContext> = buildCommand<Flags, string[], CommandContext>({
  docs: {
    brief:
      'Copy tables within the database, or all of it into a folder, and compare; without names, list the copies',
  },
  parameters: {
    flags: {
      to: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'folder',
        brief: 'Copy the whole database into a new file of this folder',
      },
      list: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'folder',
        brief: 'List the whole copies in this folder',
      },
      ...sourceFlags,
    },
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'table', brief: 'What to copy' },
    },
  },
  func: runCommand((tools, flags: Flags, ...tables: readonly string[]) =>
    withMigrations(tools, flags, async (migrations) => {
      const { to, list } = flags
      if ([to, list, tables[0]].filter((one) => one !== undefined).length > 1)
        throw new Misuse('Cannot copy and list at once: name tables, or give one of --to and --list')
      if (to !== undefined || list !== undefined) {
        const found =
          to === undefined
            ? await migrations.backups({ folder: list! })
            : [await migrations.backup({ folder: to })]
        tools.output.answer(found, (paint) => wholeBackupsText(found, paint))
        return exitCode.done
      }
      const found = tables.length === 0 ? await migrations.backups() : await migrations.backup({ tables })
      tools.output.answer(found, (paint) => backupsText(found, paint))
      return exitCode.done
    }),
  ),
})
