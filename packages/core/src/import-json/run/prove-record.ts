import { differences } from '../json/differences.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { isJsonObject } from '../json/is-json-object.ts'
import { without } from '../json/without.ts'
import { canonicalJson } from '../json/write-json.ts'
import type { AnyRow } from '../mapping/mapping.ts'
import { byName, type FileMapping, type Prepared } from './prepare-record.ts'

/** What of a record its rows do not give back. */
export interface Difference {
  readonly pointers: readonly string[]
  readonly reason: string
  /** What `back` threw. It may quote a value. */
  readonly cause?: unknown
}

/** Compares a record with what its rows, as they were read, give back; undefined where it is proven. */
export const proveRecord = (
  { record, source }: Prepared,
  rows: readonly (readonly (AnyRow | undefined)[])[],
  { mapping, targets }: FileMapping,
): Difference | undefined => {
  if (mapping.back === false) return undefined
  const pointers = [source.pointer]
  const read = rows.map((list) => list.filter((row) => row !== undefined))
  if (read.some((list, index) => list.length < rows[index]!.length)) {
    return { pointers, reason: 'rows that were written are not found again' }
  }
  const { ignore = [], absent } = mapping.options
  const tidy = (value: ExactJson): ExactJson => withoutNulls(without(value, ignore), absent)
  const wanted = tidy(record.value)
  try {
    const given = tidy(mapping.back(byName(targets, read), source) as ExactJson)
    if (canonicalJson(given) === canonicalJson(wanted)) return undefined
    return {
      pointers: differences(wanted, given).map((pointer) => source.pointer + pointer),
      reason: 'its rows do not give the record back; mend the mapping, or name what may differ in "ignore"',
    }
  } catch (cause) {
    return { pointers, reason: '"back" threw, or gave what is no JSON; see the cause', cause }
  }
}

const withoutNulls = (value: ExactJson, absent: 'null' | undefined): ExactJson =>
  absent === undefined || !isJsonObject(value)
    ? value
    : Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
