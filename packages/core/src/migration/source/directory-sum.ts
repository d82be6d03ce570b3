import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HistoryProblem } from '../../contracts/migration-report.ts'
import { HoldfastError } from '../../errors.ts'
import { decode } from '../text/decode.ts'
import { checksum } from '../text/normalise.ts'
import { readFileName } from './file-name.ts'

/** The file beside the migrations in which their hashes are kept, where somebody wants that. */
export const sumFile = 'holdfast.sum'

/**
 * What `holdfast.sum` has to say of a folder: a hash of the whole in the first line, which two branches cannot both change without a conflict, and one of each
 * migration below it, whichever backend it is for. Line ends and a byte order mark make no difference. Throws `migration` for a file with an odd name.
 */
export const directorySum = (directory: string | URL): string => {
  const folder = pathOf(directory)
  const lines = readdirSync(folder)
    .filter((file) => readFileName(file) !== undefined)
    // By code unit: the same on every machine.
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((file) => `${checksum(decode(readFileSync(join(folder, file)), file))}  ${file}\n`)
  return `${checksum(lines.join(''))}  holdfast.sum 1\n${lines.join('')}`
}

/** Compares a folder with its `holdfast.sum`, where it has one. Throws `migration` and names what differs. */
export const checkDirectorySum = (directory: string | URL): void => {
  const folder = pathOf(directory)
  let kept: string
  try {
    kept = decode(readFileSync(join(folder, sumFile)), sumFile)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const found = directorySum(folder)
  if (kept === found) return
  const message = `${sumFile} does not fit the folder: ${differences(kept, found).join(', ')}; look at what was edited or merged, and at the order of the numbers, then write it anew with "holdfast sum"`
  const problem: HistoryProblem = { kind: 'sum', version: 0, name: sumFile, message }
  throw new HoldfastError('migration', `Cannot read the migrations: ${message}`, {
    report: { problems: [problem] },
  })
}

const differences = (kept: string, found: string): readonly string[] => {
  if (/^(?:<{7}|={7}|>{7})/m.test(kept)) return ['it holds a conflict of a merge']
  const [before, after] = [entries(kept), entries(found)]
  const told = [
    ...[...after].flatMap(([file, hash]) =>
      before.get(file) === hash ? [] : [before.has(file) ? `${file} was edited` : `${file} was added`],
    ),
    ...[...before.keys()].filter((file) => !after.has(file)).map((file) => `${file} is gone`),
  ]
  return told.length === 0 ? ['its own lines were edited'] : told
}

const entries = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, hash, file] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
        return hash === undefined ? [] : [[file!, hash] as const]
      }),
  )

const pathOf = (directory: string | URL): string =>
  typeof directory === 'string' ? directory : fileURLToPath(directory)
