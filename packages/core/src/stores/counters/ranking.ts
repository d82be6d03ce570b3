import type { TopOptions } from '../../contracts/counters.ts'
import type { Statement } from '../../database/statement.ts'
import type { Required } from '../../door/observation.ts'
import type { StoreText } from '../keyed/store-text.ts'
import { indexes } from './table.ts'
import { tallyColumns } from './tally-row.ts'

type Rank = NonNullable<TopOptions['by']>

/** The columns by which counts are ranked. */
export const ranks: Readonly<Record<Rank, string>> = {
  total: 'total',
  successes: 'successes',
  failures: 'failures',
  lastSeen: 'last_seen',
}

/** Those whose order is that of an index; by the others the store is read. */
const ordered: Partial<Record<Rank, string>> = { total: indexes.total, lastSeen: indexes.seen }

const select = (text: StoreText, index: string | undefined): string =>
  `select ${tallyColumns.map((column) => `t.${column}`).join(', ')} from ${text.rowsBy(index)}`

export const top = (text: StoreText, by: Rank, level: string, limit: number): Statement => {
  const where = `${text.ofStore}t.level = ${text.bind(level)}`
  const order = `order by t.${ranks[by]} desc, t.pattern limit ${text.bind(limit)}`
  return text.finish('TOP', `${select(text, ordered[by])} where ${where} ${order}`)
}

export const eligible = (
  text: StoreText,
  { total, successes, failures, millionths, seenSince, knownSince, level, limit }: Required,
): Statement => {
  const conditions = [
    `${text.ofStore}t.level = ${text.bind(level)}`,
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
  return text.finish('ELIGIBLE', `${select(text, undefined)} where ${conditions.join(' and ')} ${order}`)
}
