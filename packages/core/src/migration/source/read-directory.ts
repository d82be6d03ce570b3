import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Migration } from '../../contracts/migration.ts'
import { decodeAsSaved } from '../text/decode.ts'
import { checksum, normalise } from '../text/normalise.ts'
import { HoldfastError } from '../../errors.ts'
import { checkDirectorySum, sumFile } from './directory-sum.ts'
import { readFileName, type FileName } from './file-name.ts'
import { inCode } from './in-code.ts'
import { loadModule } from './load-module.ts'
import type { LoadedText, LoadedSource, LoadedMigration } from './loaded-migration.ts'
import { refuse } from './refuse.ts'
import { readSquashed } from './squashed.ts'

const action = 'read the migrations'

interface File extends FileName {
  readonly file: string
  readonly path: string
}

/** The migrations of a folder, as `backend` runs them. */
export const readDirectory = async (directory: string | URL, backend: string): Promise<LoadedSource> => {
  const folder = typeof directory === 'string' ? directory : fileURLToPath(directory)
  const names = list(folder)
  if (names.includes(sumFile)) checkDirectorySum(folder)
  const byVersion = new Map<number | string, File[]>()
  for (const file of names) {
    const read = readFileName(file)
    if (read === undefined) continue
    const entry = { ...read, file, path: join(folder, file) }
    const key = read.isRepeatable === true ? read.name : read.version
    const same = byVersion.get(key)
    if (same === undefined) byVersion.set(key, [entry])
    else same.push(entry)
  }
  const loaded: LoadedMigration[] = []
  for (const files of byVersion.values()) loaded.push(...(await loadVersion(files, backend)))
  return {
    migrations: loaded.filter(
      ({ isRepeatable, squashes }) => isRepeatable !== true && squashes === undefined,
    ),
    squashes: loaded.filter(({ squashes }) => squashes !== undefined),
    repeatables: loaded.filter(({ isRepeatable }) => isRepeatable === true),
  }
}

const list = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new HoldfastError(
      'not-found',
      `Cannot ${action}: there is no folder ${JSON.stringify(folder)}; make it, or name another one as directory`,
      { cause: error },
    )
  }
}

/** What the files of one number say: the migration, and what stands for it and those below. */
const loadVersion = async (files: readonly File[], backend: string): Promise<readonly LoadedMigration[]> => {
  const plain = files.filter(({ direction }) => direction !== 'squash')
  const squash = pick(files, 'squash', backend)
  if (squash?.kind === 'module') throw refuse(action, `${squash.file} stands for others; write it as SQL`)
  const stands = squash === undefined ? [] : [loadSquash(squash)]
  // The files that it stands for may be gone.
  if (plain.length === 0 && (stands.length > 0 || files.length === 0)) return stands
  return [...stands, await loadPlain(plain.length === 0 ? files : plain, backend)]
}

const loadSquash = (file: File): LoadedMigration => {
  const { version, name } = file
  const script = readScript(file)
  return {
    version,
    name,
    file: file.file,
    checksum: checksum(script.text),
    up: script,
    isOneTransaction: true,
    accept: {},
    squashes: readSquashed(script.text, file.file, version),
  }
}

const loadPlain = async (files: readonly File[], backend: string): Promise<LoadedMigration> => {
  const [{ version, name, isRepeatable }] = files as [File]
  const other = files.find((file) => file.name !== name)
  if (other !== undefined) throw twice(files[0]!, other, 'give one of them another number')
  const up = pick(files, 'up', backend)
  const down = pick(files, 'down', backend)
  if (up === undefined) {
    const named = files.map(({ file }) => file).join(', ')
    throw refuse(
      action,
      `${named} holds nothing for the backend "${backend}"; add ${base(files[0]!)}.sql or ${base(files[0]!)}.${backend}.sql, which may be a comment alone`,
    )
  }
  if (up.kind === 'module') {
    const migration = inCode({ ...(await loadModule(up.path)), version, name } as Migration, backend)
    return { ...migration, file: up.file }
  }
  if (down?.kind === 'module') throw refuse(action, `${down.file} undoes ${up.file}; write it as SQL too`)
  const script = readScript(up)
  return {
    version,
    name,
    file: up.file,
    checksum: checksum(script.text),
    up: script,
    ...(down === undefined ? {} : { down: readScript(down) }),
    isOneTransaction: true,
    accept: {},
    ...(isRepeatable === true ? { isRepeatable } : {}),
  }
}

const readScript = ({ path, file, backend }: File): LoadedText => {
  const asSaved = decodeAsSaved(readFileSync(path), file)
  const text = normalise(asSaved)
  return {
    kind: 'sql',
    text,
    file,
    ...(asSaved === text ? {} : { asSaved }),
    ...(backend === undefined ? {} : { isForOne: true }),
  }
}

/** What is for this backend alone comes before what is for all. */
const pick = (files: readonly File[], direction: File['direction'], backend: string): File | undefined => {
  const those = files.filter((file) => file.direction === direction)
  const own = those.filter((file) => file.backend === backend)
  const [found, second] = own.length > 0 ? own : those.filter((file) => file.backend === undefined)
  if (found !== undefined && second !== undefined) throw twice(found, second, 'remove one of them')
  return found
}

const base = ({ file }: File): string => file.slice(0, file.indexOf('.'))

const twice = (one: File, two: File, remedy: string): HoldfastError =>
  refuse(action, `${one.file} and ${two.file} have the same number ${one.version}; ${remedy}`)
