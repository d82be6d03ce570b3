import { posix, relative, resolve, sep } from 'node:path'
import { refusals, toMarkdown, toSarif } from '@holdfast/core'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { findingsText } from '../output/findings-text.ts'
import { toJson } from '../output/to-json.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends SourceFlags {
  readonly format: 'text' | 'markdown' | 'sarif'
  readonly portable: boolean
}

export const lint: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'The hazards of what is pending, judged by the rows that are there now' },
  parameters: {
    flags: {
      format: {
        kind: 'enum',
        values: ['text', 'markdown', 'sarif'],
        default: 'text',
        brief: 'For a terminal, a comment on a pull request, or a code scanner',
      },
      portable: {
        kind: 'boolean',
        default: false,
        brief: 'Also tell what one engine alone takes, of what is meant for all',
      },
      ...sourceFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(tools, flags, async (migrations) => {
      const found = await migrations.lint({ portable: flags.portable })
      const { format, dir = 'migrations' } = flags
      // Scanners look for a file from the root of the project.
      const folder = relative(tools.outside.cwd, resolve(tools.outside.cwd, dir)).split(sep).join('/')
      const placed = found.map((finding) =>
        Object.assign({}, finding, { file: posix.join(folder, finding.file) }),
      )
      tools.output.answer(found, (paint) => {
        if (format === 'markdown') return toMarkdown(placed)
        return format === 'sarif' ? toJson(toSarif(placed, migrations.rules())) : findingsText(found, paint)
      })
      return refusals(found).length > 0 ? exitCode.hazards : exitCode.done
    }),
  ),
})
