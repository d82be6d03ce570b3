import type { CommandContext as Basic } from '@stricli/core'
import type { ExitCode } from './exit-code.ts'
import type { Outside } from './outside.ts'

/** What every command is given. */
export interface CommandContext extends Basic {
  readonly outside: Outside
  end(code: ExitCode): void
}
