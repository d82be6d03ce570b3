import type { JudgedChange } from '../../contracts/generated-migration.ts'

/** What has to be filled in. The reason is not one, so the file is refused as long as it stands there. */
export const unanswered = '<why?>'

/** Why what a migration has made may be lost again. */
export const undoing = (name: string): string =>
  `it undoes ${name}, and what was written there since goes with it`

/** The rules that the author must accept, each once. */
export const toAccept = (changes: readonly JudgedChange[]): readonly string[] => [
  ...new Set(
    changes.flatMap(({ hazards }) => hazards.filter(({ mustAccept }) => mustAccept).map(({ rule }) => rule)),
  ),
]

/** A comment of one line: no name and no expression ends it, in SQL or in TypeScript. */
export const remark = (mark: string, text: string): string =>
  `${mark} ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`

/** Comment lines over a change: what it does, and what can go wrong with it. */
export const remarks = (change: JudgedChange, mark: string): readonly string[] => [
  remark(mark, `${change.message} (${change.class})`),
  ...change.hazards.map(({ rule, message }) => remark(mark, `  ${rule}: ${message}`)),
]

/** The first lines of a file. */
export const headOf = (
  name: string,
  backend: string,
  changes: readonly JudgedChange[],
  mark: string,
): readonly string[] => [
  remark(
    mark,
    `${name}: generated for ${backend}. Read it before it is applied: what it says is yours from now on.`,
  ),
  `${mark} ${changes.every(({ reversible }) => reversible) ? 'It can be undone.' : 'What it loses no migration brings back.'}`,
]
