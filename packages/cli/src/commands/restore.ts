import { resolve } from 'node:path'
import type { Migrations } from '@holdfast/core'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { confirm } from '../confirm.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { count } from '../output/count.ts'
import { visible } from '../output/visible.ts'
import { runCommand, type Tools } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

interface Flags extends SourceFlags {
  readonly as?: string
  readonly replace?: boolean
  readonly file?: boolean
  readonly yes?: boolean
}

export const restore: Command<CommandContext> = buildCommand<Flags, [string], CommandContext>({
  docs: {
    brief: 'Bring a table back from a copy, or the whole database from a file, after the copy was compared',
  },
  parameters: {
    flags: {
      as: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'table',
        brief: 'Under another name',
      },
      replace: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'In the place of the table that is there; asks first',
      },
      file: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'It is the file of a whole copy, which takes the place of the database; asks first',
      },
      yes: { kind: 'boolean', optional: true, withNegated: false, brief: 'Do not ask' },
      ...sourceFlags,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'copy', brief: 'Its name or its file, as backup lists it' }],
    },
  },
  func: runCommand((tools, flags: Flags, name: string) =>
    withMigrations(
      tools,
      flags,
      async (migrations) => {
        const { as, replace = false, yes = false } = flags
        if (flags.file === true) return restoreFile(tools, migrations, resolve(tools.outside.cwd, name), yes)
        const question = `Replace the table by its copy ${name}?`
        if (replace && !yes && !(await confirm(tools, question))) {
          tools.output.note('Nothing was changed.')
          return exitCode.failed
        }
        const done = await migrations.restore(name, { replace, ...given({ as }) })
        tools.output.answer(done, () => visible(`${count(done.rows, 'row')} back from ${name}.\n`))
        return exitCode.done
      },
      { schema: 'off', makes: flags.file === true },
    ),
  ),
})

const restoreFile = async (
  tools: Tools,
  migrations: Migrations,
  file: string,
  isSure: boolean,
): Promise<ExitCode> => {
  if (!isSure && !(await confirm(tools, `Put ${file} in the place of the database?`))) {
    tools.output.note('Nothing was changed.')
    return exitCode.failed
  }
  const done = await migrations.restore({ file })
  const aside = done.replaced === undefined ? '' : ` What was there is ${done.replaced}.`
  tools.output.answer(done, () => visible(`${count(done.rows, 'row')} back from ${file}.${aside}\n`))
  return exitCode.done
}
