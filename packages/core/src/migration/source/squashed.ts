import type { Squashed } from '../../contracts/squash.ts'
import { refuse } from './refuse.ts'

const entry = /^--\s*squashes\s*:\s*(?:(\d+)-)?(\d+)\s+([0-9a-f]{64})\s*$/gm

/** What a squashed text says that it stands for. Throws `migration` when it says nothing, or not the number that its file has. */
export const readSquashed = (text: string, file: string, version: number): readonly Squashed[] => {
  const found = [...text.matchAll(entry)].map(([, from, last, checksum]): Squashed => {
    const one = { version: Number(last), checksum: checksum! }
    return from === undefined ? one : Object.assign(one, { from: Number(from) })
  })
  if (found.length === 0)
    throw refuse(`read ${file}`, 'it does not say what it stands for; make such a file with squash()')
  const newest = Math.max(...found.map((one) => one.version))
  if (newest !== version)
    throw refuse(`read ${file}`, `it stands for migrations up to ${newest}; give it that number`)
  return found
}

/** The lines that say so. */
export const writeSquashed = (squashes: readonly Squashed[]): string =>
  squashes
    .map(
      ({ version, from, checksum }) =>
        `-- squashes: ${from === undefined ? '' : `${from}-`}${version} ${checksum}\n`,
    )
    .join('')
