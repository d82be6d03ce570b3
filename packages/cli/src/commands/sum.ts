import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { checkDirectorySum, sumFile } from '@holdfast/core'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { outputFlags } from '../flags/output-flags.ts'
import { dirFlag } from '../flags/source-flags.ts'
import { writeSum } from '../keep-sum.ts'
import { Misuse } from '../misuse.ts'
import type { OutputFlags } from '../output/output.ts'
import { visible } from '../output/visible.ts'
import { runCommand } from '../run-command.ts'

interface Flags extends OutputFlags {
  readonly dir?: string
  readonly check?: boolean
}

export const sum: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Write the hashes of the folder beside it, so that two branches cannot merge unseen' },
  parameters: {
    flags: {
      dir: dirFlag,
      check: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Write nothing, and end with 4 when the folder is not what they say',
      },
      ...outputFlags,
    },
  },
  func: runCommand(async ({ outside, output }, { dir = 'migrations', check = false }: Flags) => {
    const folder = resolve(outside.cwd, dir)
    const file = join(folder, sumFile)
    if (check) {
      if (!existsSync(file))
        throw new Misuse(`Cannot check the folder: it has no ${sumFile}; write it with "holdfast sum"`)
      checkDirectorySum(folder)
    } else writeSum(folder)
    output.answer({ file }, () => `${visible(relative(outside.cwd, file))}\n`)
    return exitCode.done
  }),
})
