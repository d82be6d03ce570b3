import type { Database, Json, Key, ListOptions } from '@holdfast/core'
import type { EntryAnswer, ListAnswer } from './answers.ts'
import { Refusal } from './problem.ts'

const pageSize = 50
const previewLength = 160

/** A key travels as JSON, for a tuple must not become a string. */
export const parseKey = (text: string): Key => {
  let key: unknown
  try {
    key = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'misuse', 'A key is JSON: a string, or a list of strings.')
  }
  // The shape is core's to judge: it refuses everything that is not a key.
  return key as Key
}

export const listEntries = async (
  database: Database,
  store: string,
  prefix: string | undefined,
  cursor: string | undefined,
): Promise<ListAnswer> => {
  const options: ListOptions = {
    limit: pageSize + 1,
    ...(prefix === undefined ? {} : { prefix: parseKey(prefix) }),
    ...(cursor === undefined ? {} : { cursor }),
  }
  const begin = performance.now()
  const listing = database.keyValue(store).list(options)
  const entries: ListAnswer['entries'][number][] = []
  let next: string | undefined
  for await (const { key, value, updatedAt } of listing) {
    if (entries.length === pageSize) {
      return {
        entries,
        ...(next === undefined ? {} : { cursor: next }),
        milliseconds: performance.now() - begin,
      }
    }
    next = listing.cursor
    const preview = JSON.stringify(value).slice(0, previewLength)
    entries.push({ key, preview, updatedAt: updatedAt.toISOString() })
  }
  return { entries, milliseconds: performance.now() - begin }
}

export const readEntry = async (database: Database, store: string, key: string): Promise<EntryAnswer> => {
  const entry = await database.keyValue<Json>(store).entry(parseKey(key))
  if (entry === undefined) throw new Refusal(404, 'not-found', 'There is no entry with this key.')
  return {
    key: entry.key,
    version: entry.version,
    createdAt: entry.createdAt.toISOString(),
    updatedAt: entry.updatedAt.toISOString(),
    value: entry.value,
  }
}
