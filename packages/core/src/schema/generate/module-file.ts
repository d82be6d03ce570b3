import type { JudgedChange } from '../../contracts/generated-migration.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { WrittenChange } from './change-sql.ts'
import { headOf, remarks, toAccept, unanswered } from './migration-head.ts'
import { stepSource, type StepParts, type StepSource } from './step-source.ts'
import { tableSource } from './table-source.ts'
import { valueSource } from './value-source.ts'

interface ModuleParts extends StepParts {
  readonly name: string
  judge(change: WrittenChange['change']): JudgedChange
  /** What verbs make along with their own. */
  readonly covered: ReadonlySet<WrittenChange['change']>
}

/** The text of a migration as a module, whose steps every engine makes as it can. */
export const moduleFile = (written: readonly WrittenChange[], parts: ModuleParts): string => {
  const steps = written.map(({ change, ...rest }) => ({
    judged: parts.judge(change),
    isCovered: parts.covered.has(change),
    step: parts.covered.has(change) ? undefined : stepSource({ change, ...rest }, parts),
  }))
  const made = steps.flatMap(({ step }) => (step === undefined ? [] : [step]))
  const tables = definitionsOf(made, parts)
  const { backend, name } = parts
  const unwritten = steps.some(({ step, isCovered }) => step === undefined && !isCovered) ? ['sqlStep'] : []
  const accept = toAccept(steps.map(({ judged }) => judged))
  const imports = [
    importOf(
      [...made.flatMap(({ makers }) => makers), ...tables.flatMap((table) => table.imports)],
      '@holdfast/core',
    ),
    importOf([...made.flatMap(({ verbs }) => verbs), ...unwritten], '@holdfast/core/migration'),
  ].filter((line) => line !== '')
  const lines = steps.flatMap(({ judged, step, isCovered }) => {
    if (isCovered) return [`  // along with another step: ${judged.message}`]
    const text = step === undefined ? `sqlStep('write this change by hand')` : step.text
    return [...remarks(judged, '  //'), `  ${text},`]
  })
  return `${[
    headOf(
      name,
      backend,
      steps.map(({ judged }) => judged),
      '//',
    ).join('\n'),
    imports.join('\n'),
    ...tables.map(({ text }) => text),
    ...(accept.length === 0
      ? []
      : [
          `export const accept = ${valueSource(Object.fromEntries(accept.map((rule) => [rule, unanswered])))}`,
        ]),
    `export const up = [\n${lines.join('\n')}\n]`,
  ].join('\n\n')}\n`
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
  { definition, variable }: StepParts,
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
  return [...found.values()].toReversed().map((schema) => tableSource(schema, variable))
}
