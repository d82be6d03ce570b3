import { buildCommand, type Command } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { exitCode } from '../exit-code.ts'
import { lookFlags, type LookFlags } from '../flags/look-flags.ts'
import { diagnosisText } from '../output/diagnosis-text.ts'
import { runCommand } from '../run-command.ts'
import { withMigrations } from '../with-migrations.ts'

export const doctor: Command<CommandContext> = buildCommand<LookFlags, [], CommandContext>({
  docs: {
    brief: 'Look at the engine, the history, locks, half-way steps and leftovers, with a remedy for each',
  },
  parameters: { flags: lookFlags },
  func: runCommand((tools, flags: LookFlags) =>
    withMigrations(tools, flags, async (migrations) => {
      const found = await migrations.diagnose()
      tools.output.answer(found, (paint) => diagnosisText(found, paint))
      const problems = found.findings.filter(({ level }) => level === 'problem')
      if (problems.length === 0) return exitCode.done
      return problems.some(({ kind }) => kind === 'history' || kind === 'drift')
        ? exitCode.history
        : exitCode.failed
    }),
  ),
})
