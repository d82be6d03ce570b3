import { rehearseOnEach, type Database, type PortableRehearsal } from '@holdfast/core'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { exitCodeOf } from '../exit-code-of.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { toFlag, type ToFlag } from '../flags/version-flags.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { openDatabase } from '../open-database.ts'
import { portableText } from '../output/portable-text.ts'
import { rehearsalText } from '../output/rehearsal-text.ts'
import { runCommand, type Tools } from '../run-command.ts'
import { runLong } from '../run-migrations.ts'
import { withMigrations } from '../with-migrations.ts'
import { given } from '../given.ts'

interface Flags extends RunFlags, ToFlag {
  readonly also?: readonly string[]
  readonly copyBytes?: number
  readonly down?: boolean
}

export const rehearse: Command<CommandContext> = buildCommand<Flags, [], CommandContext>({
  docs: { brief: 'Do what is pending and undo it, and tell what it would change' },
  parameters: {
    flags: {
      ...toFlag('rehearse'),
      also: {
        kind: 'parsed',
        parse: String,
        optional: true,
        variadic: true,
        placeholder: 'url',
        brief: 'Another database to rehearse on, to tell whether it would do the same there; may be repeated',
      },
      copyBytes: {
        kind: 'parsed',
        parse: wholeNumber,
        optional: true,
        placeholder: 'bytes',
        brief: 'The largest database that is copied where only a copy will do [default = 2147483648]',
      },
      down: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief:
          'Undo each that can be undone too, do it again, and fail where something is then not as it was',
      },
      ...runFlags,
    },
  },
  func: runCommand((tools, flags: Flags) =>
    withMigrations(
      tools,
      flags,
      (migrations, db, source) =>
        runLong(tools, flags, async (options) => {
          const { to, copyBytes, down, also = [] } = flags
          const asked = { ...options, ...given({ to, copyBytes, down }) }
          if (also.length > 0)
            return withOthers(also, tools, async (others) => {
              const found = await rehearseOnEach([db, ...others], source, asked)
              tools.output.answer(found, (paint) => portableText(found, paint))
              return portableCode(found)
            })
          const found = await migrations.rehearse(asked)
          tools.output.answer(found, (paint) => rehearsalText(found, paint))
          return found.failed === undefined ? exitCode.done : exitCodeOf(found.failed.error)
        }),
      { schema: 'install' },
    ),
  ),
})

/** Opens the other databases too, and closes them whatever happens. */
const withOthers = async <R>(
  urls: readonly string[],
  tools: Tools,
  body: (others: readonly Database[]) => Promise<R>,
): Promise<R> => {
  const others: Database[] = []
  try {
    for (const url of urls) others.push(await openDatabase(url, tools, { schema: 'install' }))
    return await body(others)
  } finally {
    await Promise.all(others.map((other) => other.close()))
  }
}

const portableCode = ({ isPortable, rehearsals }: PortableRehearsal): ExitCode => {
  if (isPortable) return exitCode.done
  const failed = rehearsals.map(({ rehearsal }) => rehearsal.failed).find((one) => one !== undefined)
  return failed === undefined ? exitCode.failed : exitCodeOf(failed.error)
}
