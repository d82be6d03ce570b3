import { decodeJson } from './json.ts'

/**
 * The JSON text of a stored value in which the properties of every object are sorted by their UTF-16 code units, without white space (RFC 8785): equal
 * values have equal texts, whatever the order in which they were built. −0 is written as 0.
 */
export const canonicalJson = (text: string): string => written(decodeJson(text))

const written = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const properties = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${properties.map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`).join(',')}}`
}
