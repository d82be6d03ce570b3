import type { Backend } from './contracts/backend.ts'
import type { Environment, OpenOptions, StoreName } from './contracts/environment.ts'
import type { Database } from './contracts/session.ts'
import { checkMilliseconds } from './door/duration.ts'
import { checkOptions } from './door/options.ts'
import { HoldfastError } from './errors.ts'
import { backendFromUrl } from './backend-from-url.ts'
import { secureRandom } from './random.ts'

const known = [
  'clock',
  'random',
  'requires',
  'create',
  'schema',
  'stores',
  'log',
  'slowStatement',
  'cursorSecret',
] as const
const stores: readonly StoreName[] = [
  'cache',
  'key-value',
  'locks',
  'counters',
  'context',
  'snapshots',
  'workflows',
  'progress',
  'queue',
  'rules',
  'audit',
]
const action = 'open the database'

/**
 * Opens a database. `backend` is one made by a backend package, or a URL such as `sqlite:app.db`, whose scheme names the
 * package to load: `@holdfast/<scheme>`. A bundled application passes the backend, because bundlers cannot follow a URL.
 *
 * It checks the engine's version, reads durability back, refuses when a required capability is missing (`unsupported`),
 * and makes the tables of the stores (see `schema`). Throws `not-installed`, `in-use`, `corrupt`, `permission`,
 * `connection-lost`, `schema` … and leaves nothing open.
 */
export const open = async (backend: Backend | string, options?: OpenOptions): Promise<Database> => {
  const environment = environmentOf(options)
  const found = typeof backend === 'string' ? await backendFromUrl(backend) : backend
  if (typeof found?.open !== 'function') {
    throw new TypeError(
      `Cannot ${action}: give a backend, or a URL whose scheme names one, as "<backend>:<where>"`,
    )
  }
  const { name, seam } = found
  if (seam !== 1) {
    throw new HoldfastError(
      'unsupported',
      `Cannot ${action}: the backend "${name}" was built for another seam than 1, which this core has; install matching versions`,
    )
  }
  const missing = environment.requires.filter((capability) => !found.capabilities[capability])
  if (missing.length > 0) {
    throw new HoldfastError(
      'unsupported',
      `Cannot ${action}: the backend "${found.name}" lacks ${missing.join(', ')}`,
    )
  }
  return found.open(environment)
}

const environmentOf = (options: OpenOptions | undefined): Environment => {
  checkOptions(options, known, action)
  const { schema = 'install', stores: wanted = stores, requires = [] } = options ?? {}
  if (!['install', 'check', 'off'].includes(schema)) {
    throw new TypeError(`Cannot ${action}: schema must be "install", "check" or "off"`)
  }
  for (const name of ['clock', 'random', 'log'] as const) {
    const given: unknown = options?.[name]
    if (given !== undefined && typeof given !== 'function')
      throw new TypeError(`Cannot ${action}: ${name} must be a function`)
  }
  if (options?.create !== undefined && typeof options.create !== 'boolean')
    throw new TypeError(`Cannot ${action}: create must be true or false`)
  checkCursorSecret(options?.cursorSecret)
  if (!Array.isArray(wanted)) throw new TypeError(`Cannot ${action}: stores must be an array of names`)
  if (!Array.isArray(requires))
    throw new TypeError(`Cannot ${action}: requires must be an array of capabilities`)
  const unknown = wanted.find((store) => !stores.includes(store))
  if (unknown !== undefined)
    throw new TypeError(
      `Cannot ${action}: there is no store "${unknown}"; the stores are ${stores.join(', ')}`,
    )
  return {
    ...options,
    random: options?.random ?? secureRandom,
    requires,
    schema,
    stores: wanted,
    slowStatement: checkMilliseconds(options?.slowStatement ?? 1_000, `${action} with slowStatement`),
  }
}

/** So short a secret could be found by trying. */
const shortestSecret = 16

const checkCursorSecret = (secret: unknown): void => {
  if (secret === undefined) return
  if (typeof secret !== 'string') throw new TypeError(`Cannot ${action}: cursorSecret must be a string`)
  if (secret.length < shortestSecret)
    throw new RangeError(`Cannot ${action}: cursorSecret must have at least ${shortestSecret} characters`)
}
