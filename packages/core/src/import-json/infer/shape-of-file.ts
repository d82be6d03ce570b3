import { isJsonObject } from '../json/is-json-object.ts'
import { readRecords, type Reading } from '../reading/read-records.ts'
import { isRefused, type Read } from '../reading/record.ts'
import type { Shape } from '../reading/shape.ts'

type Base = Omit<Reading, 'shape'>

const looked = 20

/** What a file's records seem to be: the items of an array, the entries of an object of likes, lines, or the file itself. */
export const shapeOfFile = async (file: string, path: string, base: Base): Promise<Shape> => {
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return 'lines'
  const items = await firstOf(file, { ...base, shape: 'items' })
  if (items.length > 0 && items.every((read) => !isRefused(read) && isJsonObject(read.value))) return 'items'
  const entries = await firstOf(file, { ...base, shape: 'entries' })
  if (entries.length > 1 && areAlike(entries)) return 'entries'
  const lines = await firstOf(file, { ...base, shape: 'lines' })
  const isLines = lines.length > 1 && lines.every((read) => !isRefused(read) && isJsonObject(read.value))
  return isLines ? 'lines' : 'value'
}

const firstOf = async (file: string, reading: Reading): Promise<readonly Read[]> => {
  const found: Read[] = []
  for await (const read of readRecords(file, reading)) if (found.push(read) === looked) break
  return found
}

/** Objects of which each has at least half of its keys in common with the first. */
const areAlike = (entries: readonly Read[]): boolean => {
  const keys = entries.map((read) =>
    isRefused(read) || !isJsonObject(read.value) ? [] : Object.keys(read.value),
  )
  const first = new Set(keys[0])
  return keys.every((own) => own.length > 0 && own.filter((key) => first.has(key)).length * 2 >= own.length)
}
