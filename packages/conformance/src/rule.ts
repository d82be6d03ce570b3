import type { Capability } from '@holdfast/core'
import type { Context } from './context.ts'

/** `behaviour` runs in every gate; `certification` holds what takes long: kills, faults, a million rows, ceilings. */
export type Tier = 'behaviour' | 'certification'

/**
 * One promise and its proof. Rules are data, so that the suite can register them, a saboteur can be shown to break
 * exactly one, and a report can list them without running anything.
 */
export interface Rule {
  /** Never reused and never renamed: reports are compared by it. */
  readonly id: string
  /** A sentence with the symbol it is about. */
  readonly title: string
  /** Capabilities without which the promise is another one: `absent`. */
  readonly needs: readonly Capability[]
  readonly tier: Tier
  /** The longest it may take, in milliseconds. */
  readonly timeout: number
  /**
   * Rejects when the promise is broken. Resolves with `absent` when the harness states, with a reason, that the case
   * cannot occur, and with `not-run` when it gives no means to bring it about.
   */
  present(context: Context): Promise<void | 'absent' | 'not-run'>
  /**
   * What a backend promises that lacks one of `needs`. Absent: that `present` fails with `unsupported`, so nothing is
   * skipped in silence.
   */
  absent?(context: Context): Promise<void>
}

export type RuleDefinition = Pick<Rule, 'id' | 'title' | 'present' | 'absent'> &
  Partial<Pick<Rule, 'needs' | 'tier' | 'timeout'>>

export const rule = (definition: RuleDefinition): Rule => ({
  needs: [],
  tier: 'behaviour',
  timeout: definition.tier === 'certification' ? 600_000 : 30_000,
  ...definition,
})
