import type { JudgedChange } from '../../contracts/generated-migration.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { WrittenChange } from './change-sql.ts'
import { headOf, remark, remarks, toAccept, unanswered } from './migration-head.ts'
import type { StepParts, StepSource } from './step-call.ts'
import { stepSource } from './step-source.ts'
import { tableSource } from './table-source.ts'
import { valueSource } from './value-source.ts'

export interface ModuleParts extends StepParts {
  readonly name: string
  judge(change: WrittenChange['change']): JudgedChange
  /** What verbs make along with their own. */
  readonly covered: ReadonlySet<WrittenChange['change']>
}

/** What leads back, and why that may lose something. */
export interface ModuleBack {
  readonly written: readonly WrittenChange[]
  readonly parts: ModuleParts
  readonly reason: string
}

/** The text of a migration as a module, whose steps every engine makes as it can. */
export const moduleFile = (
  written: readonly WrittenChange[],
  parts: ModuleParts,
  back: ModuleBack | undefined,
): string => {
  const up = stepsOf(written, parts)
  const down = back === undefined ? [] : stepsOf(back.written, back.parts)
  const all = [...up, ...down]
  const made = all.flatMap(({ step }) => (step === undefined ? [] : [step]))
  const tables = definitionsOf(made, parts)
  const { backend, name } = parts
  const unwritten = up.some(({ step, isCovered }) => step === undefined && !isCovered) ? ['sqlStep'] : []
  const judged = up.map((one) => one.judged)
  const reasons = new Map(toAccept(down.map((one) => one.judged)).map((rule) => [rule, back!.reason]))
  for (const rule of toAccept(judged)) reasons.set(rule, unanswered)
  const imports = [
    importOf(
      [...made.flatMap(({ makers }) => makers), ...tables.flatMap((table) => table.imports)],
      '@holdfast/core',
    ),
    importOf([...made.flatMap(({ verbs }) => verbs), ...unwritten], '@holdfast/core/migration'),
  ].filter((line) => line !== '')
  return `${[
    headOf(name, backend, judged, '//').join('\n'),
    imports.join('\n'),
    ...tables.map(({ text }) => text),
    ...(reasons.size === 0 ? [] : [`export const accept = ${valueSource(Object.fromEntries(reasons))}`]),
    listOf('up', up),
    ...(back === undefined ? [] : [listOf('down', down)]),
  ].join('\n\n')}\n`
}

interface WrittenStep {
  readonly judged: JudgedChange
  readonly isCovered: boolean
  readonly step: StepSource | undefined
}

const stepsOf = (written: readonly WrittenChange[], parts: ModuleParts): readonly WrittenStep[] =>
  written.map((one) => {
    const isCovered = parts.covered.has(one.change)
    return {
      judged: parts.judge(one.change),
      isCovered,
      step: isCovered ? undefined : stepSource(one, parts),
    }
  })

const listOf = (name: 'up' | 'down', steps: readonly WrittenStep[]): string => {
  const lines = steps.flatMap(({ judged, step, isCovered }) => {
    if (isCovered) return [remark('  //', `along with another step: ${judged.message}`)]
    const text = step === undefined ? `sqlStep('write this change by hand')` : step.text
    return [...remarks(judged, '  //'), `  ${text},`]
  })
  return `export const ${name} = [\n${lines.join('\n')}\n]`
}

/** What is imported, each once and in order, types behind what runs. */
const importOf = (names: readonly string[], from: string): string => {
  const all = [...new Set(names)].sort(
    (one, other) =>
      Number(one.startsWith('type ')) - Number(other.startsWith('type ')) || (one < other ? -1 : 1),
  )
  return all.length === 0 ? '' : `import { ${all.join(', ')} } from '${from}'`
}

/** The definitions that steps need, and those that they refer to first. */
const definitionsOf = (
  steps: readonly StepSource[],
  { definition, variable, isTyped }: StepParts,
): readonly ReturnType<typeof tableSource>[] => {
  const found = new Map<string, TableSchema>()
  const visit = (schema: TableSchema): void => {
    if (found.has(schema.name)) return
    found.set(schema.name, schema)
    for (const reference of schema.references) visit(reference.target().schema)
  }
  for (const name of steps.flatMap(({ tables }) => tables)) {
    const schema = definition(name)
    if (schema !== undefined) visit(schema)
  }
  return [...found.values()].toReversed().map((schema) => tableSource(schema, variable, isTyped))
}
