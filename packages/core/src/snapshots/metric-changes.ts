import type { MetricChange } from '../contracts/snapshots.ts'

type Path = readonly (string | number)[]

/** The numbers of two JSON values, those at equal places together, in the order in which they occur. */
export const metricChanges = (before: unknown, after: unknown): MetricChange[] => {
  const found = new Map<string, { path: Path; before?: number; after?: number }>()
  const collect = (value: unknown, path: Path, side: 'before' | 'after'): void => {
    if (typeof value === 'number') {
      const id = JSON.stringify(path)
      found.set(id, { path, ...found.get(id), [side]: value })
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => collect(item, [...path, index], side))
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) collect(item, [...path, name], side)
    }
  }
  collect(before, [], 'before')
  collect(after, [], 'after')
  return [...found.values()].map(changed)
}

const changed = (found: {
  readonly path: Path
  readonly before?: number
  readonly after?: number
}): MetricChange => {
  const { before, after } = found
  if (before === undefined || after === undefined) return found
  const change = after - before
  return { ...found, change, ...(before === 0 ? {} : { ratio: change / before }) }
}

/** The value with zeros in place of its numbers, and null in place of what else has no parts. */
export const zeros = (value: unknown): unknown => {
  if (typeof value === 'number') return 0
  if (Array.isArray(value)) return value.map(zeros)
  if (typeof value !== 'object' || value === null) return null
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, zeros(item)]))
}
