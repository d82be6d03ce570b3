import type { ExactJson } from './exact-json.ts'
import { JsonNumber } from './json-number.ts'
import { stepsOf } from './pointer.ts'

/** A copy without what the pointers lead to; a step `*` is every element and every key. */
export const without = (value: ExactJson, pointers: readonly string[]): ExactJson =>
  pointers.reduce((rest, pointer) => remove(rest, stepsOf(pointer), 0), value)

const remove = (value: ExactJson, steps: readonly string[], depth: number): ExactJson => {
  const step = steps[depth]
  if (step === undefined || typeof value !== 'object' || value === null || value instanceof JsonNumber)
    return value
  const isLast = depth === steps.length - 1
  const isMeant = (key: string): boolean => step === '*' || step === key
  if (Array.isArray(value)) {
    return value.flatMap((one: ExactJson, index) => {
      if (!isMeant(String(index))) return [one]
      return isLast ? [] : [remove(one, steps, depth + 1)]
    })
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]): readonly (readonly [string, ExactJson])[] => {
      if (!isMeant(key)) return [[key, one]]
      return isLast ? [] : [[key, remove(one, steps, depth + 1)]]
    }),
  )
}
