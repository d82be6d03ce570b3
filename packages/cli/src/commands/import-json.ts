import { HoldfastError } from '@holdfast/core'
import type { ImportOptions, ImportReport, importJson as importing } from '@holdfast/core/import-json'
import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { outputFlags } from '../flags/output-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { loadModule } from '../load-module.ts'
import { Misuse } from '../misuse.ts'
import { openDatabase } from '../open-database.ts'
import type { OutputFlags } from '../output/output.ts'
import { importText } from '../output/import-text.ts'
import { projectModule } from '../project-module.ts'
import { runCommand } from '../run-command.ts'
import { runLong } from '../run-migrations.ts'
import { given } from '../given.ts'

type Flags = OutputFlags & Pick<SourceFlags, 'url'>

interface ImportModule {
  readonly importJson: typeof importing
}

export const importJson: Command<CommandContext> = buildCommand<Flags, [string], CommandContext>({
  docs: {
    brief: 'Bring a folder of JSON files into tables, proven record by record; safe to kill and run again',
  },
  parameters: {
    flags: { url: sourceFlags.url, ...outputFlags },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: String,
          placeholder: 'module',
          brief: 'What to import: its default export is the options of importJson()',
        },
      ],
    },
  },
  func: runCommand(async (tools, flags: Flags, file: string) => {
    const { outside, output } = tools
    const { default: options } = await loadModule(file, outside.cwd)
    if (typeof options !== 'object' || options === null)
      throw new Misuse(`Cannot read ${file}: its default export must be the options of importJson()`)
    const name = '@holdfast/core/import-json'
    const { importJson: run } =
      (await projectModule<ImportModule>(outside.cwd, name)) ?? (await import('@holdfast/core/import-json'))
    const db = await openDatabase(flags.url, tools, { schema: 'off' })
    const tell = (report: ImportReport): void => output.answer(report, (paint) => importText(report, paint))
    try {
      return await runLong(
        tools,
        flags,
        async ({ signal, onProgress }) => {
          tell(
            await run(db, {
              ...(options as ImportOptions),
              ...given({ signal }),
              onProgress: ({ step, done, total, path }) =>
                onProgress?.({ phase: 'import', step: path ?? step, done, total }),
            }),
          )
          return exitCode.done
        },
        (error) => {
          const report = reportOf(error)
          if (report !== undefined) tell(report)
        },
      )
    } finally {
      await db.close()
    }
  }),
})

/** What was imported although not everything could be. */
const reportOf = (error: unknown): ImportReport | undefined => {
  const cause = error instanceof HoldfastError ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'isComplete' in cause
    ? (cause as ImportReport)
    : undefined
}
