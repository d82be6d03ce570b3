import type { Ask, Attempt } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement, type DriverCell } from '../../database/statement.ts'
import { HoldfastError, type ErrorCode } from '../../errors.ts'
import type { TypeAudit, TypeChange } from './audit-type-change.ts'
import { countCasts, type CastQuery, type Counts } from './cast-query.ts'
import { keyRanges, type KeyRange } from './key-ranges.ts'

/** Rows tried at once, when a conversion fails somewhere. */
const piece = 4_096

/** Each value that fails costs some dozen statements, so the count is given up after so many. */
const mostFailures = 1_000

/** What a conversion says of a value. Any other error is not about values. */
const ofValues: ReadonlySet<ErrorCode> = new Set([
  'invalid-value',
  'out-of-range',
  'too-large',
  'check',
  'not-null',
])

/**
 * For a conversion that can fail and take the transaction with it: between savepoints, first all rows, then pieces of them, then
 * halves of a piece that fails, down to the value that does.
 */
export const auditInPieces = async (
  ask: Ask,
  dialect: Dialect,
  change: TypeChange,
  query: CastQuery,
  most: number,
  attempt: Attempt,
): Promise<TypeAudit> => {
  const ranges = keyRanges(ask, dialect, change)
  const samples: (readonly DriverCell[])[] = []
  let total: Counts = { rows: 0, nulls: 0, lossless: 0, lost: 0, outOfRange: 0 }
  let failures = 0

  const add = async (range: KeyRange, counts: Counts): Promise<void> => {
    total = sum(total, counts)
    if (counts.lost + counts.outOfRange === 0 || samples.length >= most) return
    const { where, values } = ranges.condition(range)
    samples.push(...(await ask(statement(query.samples(most - samples.length, where), values))))
  }

  const visit = async (range: KeyRange, size: number): Promise<void> => {
    if (failures >= mostFailures) return
    const { where, values } = ranges.condition(range)
    const counts = await unlessRefused(attempt, (inner) => countCasts(inner, query, where, values))
    if (counts !== undefined) return add(range, counts)
    if (size <= 1) {
      failures++
      total = sum(total, { rows: 1, nulls: 0, lossless: 0, lost: 1, outOfRange: 0 })
      if (samples.length < most) samples.push(...(await ranges.keys(range)))
      return
    }
    const half = Math.ceil(size / 2)
    const middle = await ranges.end(range, half)
    await visit({ ...range, to: middle ?? range.to }, half)
    if (middle !== undefined) await visit({ ...range, after: middle }, size - half)
  }

  const whole = await unlessRefused(attempt, (inner) => countCasts(inner, query))
  if (whole !== undefined) {
    await add({}, whole)
    return { ...total, samples, isComplete: true }
  }
  for (let range: KeyRange = {}; ;) {
    const to = await ranges.end(range, piece)
    await visit({ ...range, to }, piece)
    if (to === undefined || failures >= mostFailures) break
    range = { after: to }
  }
  return { ...total, samples, isComplete: failures < mostFailures }
}

/** `undefined` when a value was refused; the transaction goes on then. */
const unlessRefused = async <R>(attempt: Attempt, work: (ask: Ask) => Promise<R>): Promise<R | undefined> => {
  try {
    return await attempt(work)
  } catch (error) {
    if (error instanceof HoldfastError && ofValues.has(error.code)) return undefined
    throw error
  }
}

const sum = (one: Counts, other: Counts): Counts => ({
  rows: one.rows + other.rows,
  nulls: one.nulls + other.nulls,
  lossless: one.lossless + other.lossless,
  lost: one.lost + other.lost,
  outOfRange: one.outOfRange + other.outOfRange,
})
