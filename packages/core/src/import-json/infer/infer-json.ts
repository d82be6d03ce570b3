import { checkLimit } from '../../door/duration.ts'
import { checkOptions } from '../../door/options.ts'
import { checkSignal } from '../../door/signal.ts'
import { type FoundFile, takeInventory, type Unreadable } from '../folder/inventory.ts'
import { patternOf } from '../folder/pattern.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { isJsonObject } from '../json/is-json-object.ts'
import { readRecords } from '../reading/read-records.ts'
import { isRefused } from '../reading/record.ts'
import type { Shape } from '../reading/shape.ts'
import { FieldFacts, type FieldReport } from './field-facts.ts'
import { groupPaths } from './group-paths.ts'
import { shapeOfFile } from './shape-of-file.ts'
import { suggestTable } from './suggest-table.ts'

export interface InferOptions {
  /** Patterns to look at, in place of those that are found. */
  readonly patterns?: readonly string[]
  /** The most records that are read of each pattern. Default: all. */
  readonly records?: number
  readonly signal?: AbortSignal
}

/** What the files of one pattern hold. */
export interface InferredKind {
  readonly pattern: string
  readonly files: number
  readonly bytes: number
  readonly shape: Shape
  readonly records: number
  /** Records that are no objects. */
  readonly others: number
  /** Records in which a key occurs twice. */
  readonly duplicateKeys: number
  /** What cannot be read, the first hundred. */
  readonly broken: readonly { readonly path: string; readonly line: number; readonly reason: string }[]
  readonly fields: readonly FieldReport[]
  /** A draft of a table for them. */
  readonly table: string
}

export interface InferredFolder {
  readonly kinds: readonly InferredKind[]
  readonly unreadable: readonly Unreadable[]
}

const action = 'infer what JSON files hold'
const mostBroken = 100
const recordBytes = 64 * 1024 * 1024

/**
 * Reads a folder and says, by kind of file, what its records hold: types, nulls, ranges, numbers beyond 2^53, forms of texts, unique values, and a
 * draft of `defineTable`. It writes nothing. A record is held at a time, and up to 100 000 different values of each property.
 */
export const inferJson = async (folder: string, options: InferOptions = {}): Promise<InferredFolder> => {
  checkOptions(options, ['patterns', 'records', 'signal'], action)
  const most = options.records === undefined ? Infinity : checkLimit(options.records, action, 2 ** 31)
  const signal = checkSignal(options.signal, action)
  const { files, unreadable } = await takeInventory(folder, action, signal)
  const json = files.filter(({ path }) => /\.(?:json|jsonl|ndjson)$/i.test(path))
  const kinds: InferredKind[] = []
  for (const { pattern, of } of groupsOf(options.patterns === undefined ? json : files, options.patterns)) {
    kinds.push(await inferKind(pattern, of, most, signal))
  }
  return { kinds, unreadable }
}

const groupsOf = (
  files: readonly FoundFile[],
  patterns: readonly string[] | undefined,
): readonly { readonly pattern: string; readonly of: readonly FoundFile[] }[] => {
  if (patterns !== undefined) {
    return patterns.map((text) => {
      const pattern = patternOf(text, action)
      return { pattern: text, of: files.filter(({ path }) => pattern.match(path) !== undefined) }
    })
  }
  const byPath = new Map(files.map((file) => [file.path, file]))
  return groupPaths(files.map(({ path }) => path)).map(({ pattern, paths }) => ({
    pattern,
    of: paths.map((path) => byPath.get(path)!),
  }))
}

const inferKind = async (
  pattern: string,
  files: readonly FoundFile[],
  most: number,
  signal: AbortSignal | undefined,
): Promise<InferredKind> => {
  const base = { duplicateKeys: 'last', limit: recordBytes, action, signal } as const
  const [first] = files
  const shape = first === undefined ? 'value' : await shapeOfFile(first.file, first.path, base)
  const fields = new Map<string, FieldFacts>()
  const broken: { path: string; line: number; reason: string }[] = []
  let [records, others, duplicateKeys] = [0, 0, 0]
  for (const { file, path } of files) {
    if (records >= most) break
    for await (const read of readRecords(file, { ...base, shape })) {
      if (records >= most) break
      if (isRefused(read)) {
        if (broken.length < mostBroken) broken.push({ path, line: read.line, reason: read.reason })
        continue
      }
      records += 1
      duplicateKeys += read.duplicates.length > 0 ? 1 : 0
      if (!addRecord(fields, read.value)) others += 1
    }
  }
  const reports = [...fields.values()].map((facts) => facts.report())
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const table = suggestTable(pattern, shape, records, reports)
  return {
    pattern,
    files: files.length,
    bytes,
    shape,
    records,
    others,
    duplicateKeys,
    broken,
    fields: reports,
    table,
  }
}

const addRecord = (fields: Map<string, FieldFacts>, value: ExactJson): boolean => {
  if (!isJsonObject(value)) return false
  for (const [name, member] of Object.entries(value)) {
    let facts = fields.get(name)
    if (facts === undefined) {
      facts = new FieldFacts(name)
      fields.set(name, facts)
    }
    facts.add(member)
  }
  return true
}
