import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import { checksum } from '../../text/normalise.ts'

function* numbers({ history, file }: LintContext): Iterable<Hazard> {
  if (history === undefined) return
  for (const other of history.others) {
    if (Number(other.number) === Number(history.number))
      yield { message: `${file} and ${other.file} have the same number` }
  }
  const widths = new Map<number, number>()
  for (const { number } of history.others) widths.set(number.length, (widths.get(number.length) ?? 0) + 1)
  const [usual, times = 0] = [...widths].toSorted(([, one], [, other]) => other - one)[0] ?? []
  const { length } = history.number
  // A longer number may be the next power of ten; one with zeros before it is a slip of the finger.
  const isOdd = length < (usual ?? 0) || (length > (usual ?? length) && history.number.startsWith('0'))
  if (times > 1 && isOdd)
    yield {
      message: `the number ${history.number} has ${length} digits where the others have ${usual}`,
      // Numbers are compared as numbers: it sorts oddly in a list, and is applied where it belongs.
      level: 'warn',
    }
}

function* edited({ history, text }: LintContext): Iterable<Hazard> {
  if (history?.applied !== undefined && history.applied !== checksum(text))
    yield { message: 'the text is not the one that was applied' }
}

function* bytes({ text }: LintContext): Iterable<Hazard> {
  if (text.startsWith('\uFEFF')) yield { line: 1, message: 'it begins with a byte order mark' }
  const pairs = text.indexOf('\r\n')
  if (pairs !== -1) yield { line: 1, message: 'lines end with CR and LF' }
  const lone = text.search(/\r(?!\n)/)
  if (lone !== -1)
    yield { line: text.slice(0, lone).split('\n').length, message: 'it has a carriage return within a line' }
  const replaced = text.indexOf('\uFFFD')
  if (replaced !== -1)
    yield {
      line: text.slice(0, replaced).split('\n').length,
      message: 'it has the character that stands for one which could not be read',
    }
}

function* nothing({ statements }: LintContext): Iterable<Hazard> {
  if (statements.length === 0) yield { message: 'it has no statement' }
}

export const files: readonly HazardRule[] = [
  {
    id: 'FS01',
    title: 'has a number that another file has, or one of another width',
    level: 'refuse',
    remedy: 'Rename the file, before it is applied anywhere.',
    check: numbers,
  },
  {
    id: 'FS02',
    title: 'was edited after it was applied',
    level: 'refuse',
    remedy: 'Take the edit back and write it as a new migration.',
    check: edited,
  },
  {
    id: 'FS03',
    title: 'has bytes that editors and checkouts change',
    level: 'warn',
    remedy: 'Save it as UTF-8 without a byte order mark, with LF at the end of lines.',
    check: bytes,
  },
  {
    id: 'FS04',
    title: 'does nothing',
    level: 'warn',
    remedy: 'Remove the file, or write the statements.',
    check: nothing,
  },
]
