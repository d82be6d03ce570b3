import type { DriverCell } from '@holdfast/core'
import { parseArray } from './engine/arrays.ts'
import { parseBytes } from './engine/bytes.ts'
import { parseTimestamp } from './engine/timestamps.ts'

export type CellParser = (text: string) => DriverCell

const integer: CellParser = (text) => {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

const scalars: ReadonlyMap<number, CellParser> = new Map<number, CellParser>([
  [16, (text) => text === 't'],
  [17, parseBytes],
  [20, integer],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [1114, parseTimestamp],
  [1184, parseTimestamp],
])

/** Array type → element type. An array type that is not listed is handed over as the engine's text. */
const arrays: readonly (readonly [array: number, element: number])[] = [
  [199, 114],
  [1000, 16],
  [1001, 17],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1115, 1114],
  [1182, 1082],
  [1185, 1184],
  [1231, 1700],
  [2951, 2950],
  [3807, 3802],
]

const parsers = new Map<number, CellParser>(scalars)
for (const [array, element] of arrays) {
  const parse = scalars.get(element)
  parsers.set(array, (text) => parseArray(text, parse))
}

/** The parser for a type, or `undefined` where the engine's text is the cell: text, numeric digits, dates, JSON, uuid … */
export const parserOf = (type: number): CellParser | undefined => parsers.get(type)

const json: ReadonlySet<number> = new Set([114, 199, 3802, 3807])

/** Whether a type is JSON, or an array of it. */
export const isJson = (type: number): boolean => json.has(type)
