import { differences } from '../json/differences.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { isJsonObject } from '../json/is-json-object.ts'
import { without } from '../json/without.ts'
import { canonicalJson } from '../json/write-json.ts'
import type { AnyRow } from '../mapping/mapping.ts'
import { byName, type FileMapping, type Prepared } from './prepare-record.ts'

/** Pointers to what of the record its rows, as they were read, do not give back; none where it is proven. */
export const proveRecord = (
  { record, source }: Prepared,
  rows: readonly (readonly (AnyRow | undefined)[])[],
  { mapping, targets }: FileMapping,
): readonly string[] => {
  if (mapping.back === false) return []
  const read = rows.map((list) => list.filter((row) => row !== undefined))
  if (read.some((list, index) => list.length < rows[index]!.length)) return [source.pointer]
  const { ignore = [], absent } = mapping.options
  const tidy = (value: ExactJson): ExactJson => withoutNulls(without(value, ignore), absent)
  try {
    const given = tidy(mapping.back(byName(targets, read), source) as ExactJson)
    const wanted = tidy(record.value)
    if (canonicalJson(given) === canonicalJson(wanted)) return []
    return differences(wanted, given).map((pointer) => source.pointer + pointer)
  } catch {
    // Whatever it threw: the record did not come back.
    return [source.pointer]
  }
}

const withoutNulls = (value: ExactJson, absent: 'null' | undefined): ExactJson =>
  absent === undefined || !isJsonObject(value)
    ? value
    : Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
