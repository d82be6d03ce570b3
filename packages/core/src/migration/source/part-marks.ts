import { hash } from 'node:crypto'
import { normalise } from '../text/normalise.ts'
import type { LoadedScript } from './loaded-migration.ts'
import { stepsText } from './script-checksum.ts'

/** So much of a hash tells the parts of one text apart. Hexadecimal digits. */
const width = 8
/** Of a longer text nothing is kept, and an edit is told without its place. */
const most = 500

/** A short mark for each line of a text, or each step of a list, so that a later edit can be told by its place without keeping the text. */
export const partMarks = (script: LoadedScript): string | undefined => {
  const parts = partsOf(script)
  return parts === undefined || parts.length > most ? undefined : parts.map(markOf).join('')
}

/** The parts of a script that are not those with these marks, counted from 1. Nothing where nobody can tell. */
export const editedParts = (before: string, script: LoadedScript): readonly number[] | undefined => {
  const after = partsOf(script)?.map(markOf)
  if (after === undefined || after.length > most) return undefined
  const marks = Array.from({ length: before.length / width }, (_, index) =>
    before.slice(index * width, (index + 1) * width),
  )
  const places = differing(marks, after)
  return places.length === 0 ? undefined : places
}

const partsOf = (script: LoadedScript): readonly string[] | undefined => {
  if (script.kind === 'code') return undefined
  return script.kind === 'sql'
    ? normalise(script.text).split('\n')
    : script.steps.map((step) => stepsText([step]))
}

const markOf = (part: string): string => hash('sha256', part.trimEnd()).slice(0, width)

/** Where the second list is not the first, by their longest common part. */
const differing = (before: readonly string[], after: readonly string[]): readonly number[] => {
  const width = after.length + 1
  const lengths = new Uint16Array((before.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column]!
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  const places: number[] = []
  let [row, column, from] = [0, 0, 0]
  // What was taken away is told by what stands in its place, or else by what stands behind it.
  const end = (isGone: boolean): void => {
    for (let place = from; place < column; place += 1) places.push(place + 1)
    if (isGone && from === column) places.push(Math.min(column + 1, Math.max(1, after.length)))
  }
  for (let gone = 0; row < before.length || column < after.length;) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      end(gone > 0)
      gone = 0
      row += 1
      column += 1
      from = column
    } else if (
      column < after.length &&
      (row === before.length || at(row, column + 1) >= at(row + 1, column))
    ) {
      column += 1
    } else {
      row += 1
      gone += 1
    }
    if (row === before.length && column === after.length) end(gone > 0)
  }
  return places
}
