import type { Diagnosis, HalfwayStep } from '@holdfast/core'
import { columns } from './columns.ts'
import { count } from './count.ts'
import type { Paint } from './paint.ts'
import { timeText } from './time-text.ts'
import { visible } from './visible.ts'

/** What was looked at, and what was found with its remedy. */
export const diagnosisText = (diagnosis: Diagnosis, paint: Paint): string => {
  const { findings } = diagnosis
  const looked = columns(
    lookedAt(diagnosis).map(([what, said]) => [{ text: what, paint: paint.dim }, { text: visible(said) }]),
  )
  if (findings.length === 0) return `${looked}\n${paint.green('All is well.')}\n`
  const told = findings.map(
    ({ level, message, remedy }) =>
      `${level === 'problem' ? paint.red('problem') : paint.yellow('note')}: ${visible(message)}\n  ${paint.dim('→')} ${visible(remedy)}\n`,
  )
  return `${looked}\n${told.join('')}`
}

const lookedAt = ({
  line,
  facts,
  ledger,
  applied,
  pending,
  holder,
  halfway,
}: Diagnosis): readonly (readonly [string, string])[] => {
  const { engine, version, namespace, durability, details } = facts
  return [
    ['node', process.versions.node],
    ['engine', `${engine} ${version}`],
    ['database', namespace],
    ['durability', durability],
    ...Object.entries(details).map(([name, value]) => [`· ${name}`, String(value)] as const),
    ['line', line],
    ['ledger', ledger.map(({ table, state }) => `${table} ${state}`).join(', ')],
    ['history', `${applied} applied, ${count(pending, 'migration')} pending`],
    ['lock', holder === undefined ? 'free' : `held by ${holder}`],
    ...halfway.map((step) => [`half-way ${step.version}`, stepText(step)] as const),
  ]
}

const stepText = ({ step, state, done, total, attempt, at }: HalfwayStep): string => {
  const rows = total === undefined ? '' : `, ${done} of ${total} rows`
  return `${step}: ${state}${rows}, attempt ${attempt}, last heard of ${timeText(at)}`
}
