import { letters } from './letters.ts'

/** One cell: the text, how it is painted, and on which side it stands. */
export interface TextCell {
  readonly text: string
  readonly paint?: (text: string) => string
  readonly right?: boolean
}

/** Lines of cells under each other. Widths are counted before painting, and nothing trails. */
export const columns = (rows: readonly (readonly TextCell[])[]): string => {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, { text }] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, lengthOf(text))
  }
  const line = (row: readonly TextCell[]): string => {
    const last = row.findLastIndex(({ text }) => text !== '')
    return row
      .slice(0, last + 1)
      .map(({ text, paint = same, right = false }, index) => {
        const space = ' '.repeat(widths[index]! - lengthOf(text))
        if (right) return `${space}${paint(text)}`
        return index === last ? paint(text) : `${paint(text)}${space}`
      })
      .join('  ')
  }
  return rows.map((row) => `${line(row)}\n`).join('')
}

const same = (text: string): string => text
const lengthOf = (text: string): number => letters(text).length
