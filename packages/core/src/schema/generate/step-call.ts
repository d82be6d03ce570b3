import type { TableSchema } from '../../contracts/table.ts'

/** A step of a module. `verbs` and `makers`: what it imports of the migrations and of the package; `tables`: whose definitions it needs. */
export interface StepSource {
  readonly text: string
  readonly verbs: readonly string[]
  readonly makers: readonly string[]
  readonly tables: readonly string[]
}

export interface StepParts {
  readonly backend: string
  /** Whether it is TypeScript. */
  readonly isTyped: boolean
  definition(table: string): TableSchema | undefined
  variable(table: string): string
}

export const step = (
  text: string,
  verbs: readonly string[],
  more: Partial<Pick<StepSource, 'makers' | 'tables'>> = {},
): StepSource => ({ text, verbs, makers: [], tables: [], ...more })

/** A call of a verb. */
export const call = (name: string, ...given: readonly string[]): StepSource =>
  step(`${name}(${given.join(', ')})`, [name])
