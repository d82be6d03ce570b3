import type { ExactJson } from './exact-json.ts'
import { JsonNumber } from './json-number.ts'
import { pointerTo } from './pointer.ts'
import { canonicalJson } from './write-json.ts'

/** Enough to see what is wrong. */
const most = 20

/** Pointers to what differs between two values, a key that only one of them has included. */
export const differences = (left: ExactJson, right: ExactJson): readonly string[] => {
  const found: string[] = []
  compare(left, right, '', found)
  return found
}

const compare = (
  left: ExactJson | undefined,
  right: ExactJson | undefined,
  pointer: string,
  found: string[],
): void => {
  if (found.length === most) return
  if (left === undefined || right === undefined) {
    if (left !== right) found.push(pointer)
  } else if (isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right)) {
    for (const step of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compare(memberOf(left, step), memberOf(right, step), pointerTo(pointer, step), found)
    }
  } else if (canonicalJson(left) !== canonicalJson(right)) found.push(pointer)
}

const isContainer = (value: ExactJson): value is Extract<ExactJson, object> =>
  typeof value === 'object' && value !== null && !(value instanceof JsonNumber)

const memberOf = (value: object, step: string): ExactJson | undefined =>
  Object.hasOwn(value, step) ? (value as Readonly<Record<string, ExactJson>>)[step] : undefined
