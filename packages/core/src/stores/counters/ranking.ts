import type { TopOptions } from '../../contracts/counters.ts'
import type { Statement } from '../../database/statement.ts'
import { wholeRange } from '../../door/key.ts'
import type { Required } from '../../door/observation.ts'
import type { StoreText } from '../keyed/store-text.ts'
import { tallyColumns } from './tally-row.ts'

/** The columns by which counts are ranked. */
export const ranks: Readonly<Record<NonNullable<TopOptions['by']>, string>> = {
  total: 'total',
  successes: 'successes',
  failures: 'failures',
  lastSeen: 'last_seen',
}

const select = (text: StoreText): string =>
  `select ${tallyColumns.map((column) => `t.${column}`).join(', ')} from ${text.table} t`

export const top = (text: StoreText, column: string, level: string, limit: number): Statement => {
  const where = `${text.within(wholeRange)} and t.level = ${text.bind(level)}`
  const order = `order by t.${column} desc, t.pattern limit ${text.bind(limit)}`
  return text.finish('TOP', `${select(text)} where ${where} ${order}`)
}

export const eligible = (
  text: StoreText,
  { total, successes, failures, millionths, seenSince, knownSince, level, limit }: Required,
): Statement => {
  const conditions = [
    text.within(wholeRange),
    `t.level = ${text.bind(level)}`,
    `t.total >= ${text.bind(total)}`,
    `t.successes >= ${text.bind(successes)}`,
  ]
  if (failures !== undefined) conditions.push(`t.failures <= ${text.bind(failures)}`)
  // Whole numbers, which every engine compares alike.
  if (millionths !== undefined)
    conditions.push(
      `t.successes + t.failures > 0 and t.successes * 1000000 >= ${text.bind(millionths)} * (t.successes + t.failures)`,
    )
  if (seenSince !== undefined) conditions.push(`t.last_seen >= ${text.bind(seenSince)}`)
  if (knownSince !== undefined) conditions.push(`t.first_seen <= ${text.bind(knownSince)}`)
  const order = `order by t.total desc, t.pattern limit ${text.bind(limit)}`
  return text.finish('ELIGIBLE', `${select(text)} where ${conditions.join(' and ')} ${order}`)
}
