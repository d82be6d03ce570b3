import { refuse } from './refuse.ts'

export interface FileName {
  readonly version: number
  readonly name: string
  readonly direction: 'up' | 'down' | 'squash'
  /** Of the backend that alone takes it. */
  readonly backend?: string
  readonly kind: 'sql' | 'module'
  /** `R__name.sql`. Its version is 0. */
  readonly isRepeatable?: true
}

const numbered = /^\d/
const repeatable = /^R__/i
const repeatablePattern = /^R__([^.]+)(?:\.([^.]+))?\.sql$/
const sidecar = /\.(?:d\.[cm]?ts|map|json|md|txt)$/i
const pattern = /^(\d+)[-_]([^.]+)((?:\.[^.]+)*)\.(sql|ts|mts|js|mjs)$/i

/** Reads the name of a file; undefined for one that is no migration. Throws `migration` for one that looks like one and is none. */
export const readFileName = (file: string): FileName | undefined => {
  if (sidecar.test(file)) return undefined
  if (repeatable.test(file)) return readRepeatable(file)
  if (!numbered.test(file)) return undefined
  const match = pattern.exec(file)
  if (match === null)
    throw odd(file, 'name it 001_name.sql, 001_name.up.sql, 001_name.<backend>.sql or 001_name.js')
  const [, digits, name, middle, extension] = match as unknown as [string, string, string, string, string]
  const version = Number(digits)
  if (!Number.isSafeInteger(version) || version < 1)
    throw odd(file, 'its number must be a whole number from 1 to 9007199254740991')
  const marks = middle.split('.').slice(1)
  const directions = marks.filter((mark) => isDirection(mark))
  const backends = marks.filter((mark) => !isDirection(mark))
  if (directions.length > 1 || backends.length > 1)
    throw odd(file, 'it may say up, down or squash once, and name one backend')
  return {
    version,
    name,
    direction: directions[0] ?? 'up',
    ...(backends[0] === undefined ? {} : { backend: backends[0] }),
    kind: extension.toLowerCase() === 'sql' ? 'sql' : 'module',
  }
}

/** As Flyway calls them. */
const readRepeatable = (file: string): FileName => {
  const [, name, backend] = repeatablePattern.exec(file) ?? []
  if (name === undefined || backend === 'up' || backend === 'down')
    throw odd(
      file,
      'name it R__name.sql or R__name.<backend>.sql; one that is run again has no down and is SQL',
    )
  const own = backend === undefined ? {} : { backend }
  return { version: 0, name, direction: 'up', ...own, kind: 'sql', isRepeatable: true }
}

const isDirection = (mark: string): mark is FileName['direction'] =>
  mark === 'up' || mark === 'down' || mark === 'squash'

const odd = (file: string, remedy: string) =>
  refuse('read the migrations', `the file ${JSON.stringify(file)} has an odd name; ${remedy}`)
