import { writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { version } from '../flags/whole-number.ts'
import { given } from '../given.ts'
import { keepingSum } from '../keep-sum.ts'
import { migrationName } from '../migration-name.ts'
import { count } from '../output/count.ts'
import { visible } from '../output/visible.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

interface Flags extends SourceFlags {
  readonly to?: number
  readonly dryRun?: boolean
}

export const squash: Command<CommandContext> = buildCommand<Flags, string[], CommandContext>({
  docs: {
    brief: 'Write one file that a new database starts from, proved in an empty database to lead to the same',
  },
  parameters: {
    flags: {
      to: {
        kind: 'parsed',
        parse: version,
        optional: true,
        placeholder: 'version',
        brief: 'The last one that it stands for [default = the newest]',
      },
      dryRun: { kind: 'boolean', optional: true, withNegated: false, brief: 'Show it, and write no file' },
      ...sourceFlags,
    },
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'name', brief: 'Of the file [default = squash]' },
    },
  },
  func: runCommand((tools, flags: Flags, ...words: string[]) =>
    withMigrations(
      tools,
      flags,
      async (migrations) => {
        const { outside, output } = tools
        const { to, dir = 'migrations', dryRun = false } = flags
        const made = await migrations.squash(
          given({ to, name: words.length === 0 ? undefined : migrationName(words) }),
        )
        const folder = resolve(outside.cwd, dir)
        const path = join(folder, made.file)
        if (!dryRun) keepingSum(folder, () => writeFileSync(path, made.text, { flag: 'wx' }))
        const { squashes, proof } = made
        const stands = count(squashes.length, 'migration')
        output.answer({ ...made, files: dryRun ? [] : [path] }, (paint) =>
          dryRun
            ? visible(made.text)
            : `${visible(relative(outside.cwd, path))}\n\n${paint.bold(`It stands for ${stands}`)}, and was proved to lead to the same ${count(proof.tables, 'table')} with ${count(proof.rows, 'row')}.\n`,
        )
        return exitCode.done
      },
      { schema: 'install', makes: true },
    ),
  ),
})
