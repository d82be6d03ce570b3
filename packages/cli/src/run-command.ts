import type { CommandContext } from './command-context.ts'
import type { ExitCode } from './exit-code.ts'
import { exitCodeOf } from './exit-code-of.ts'
import type { OutputFlags } from './output/output.ts'
import { Output } from './output/output.ts'
import type { Outside } from './outside.ts'

export interface Tools {
  readonly outside: Outside
  readonly output: Output
}

/** What all commands have in common: their output, and what becomes of an error. */
export const runCommand = <F extends OutputFlags, A extends readonly unknown[]>(
  body: (tools: Tools, flags: F, ...values: A) => Promise<ExitCode>,
): ((this: CommandContext, flags: F, ...values: A) => Promise<void>) =>
  async function (this: CommandContext, flags: F, ...values: A): Promise<void> {
    const { outside } = this
    const output = new Output(outside, flags)
    try {
      this.end(await body({ outside, output }, flags, ...values))
    } catch (error) {
      output.failure(error)
      this.end(exitCodeOf(error))
    }
  }
