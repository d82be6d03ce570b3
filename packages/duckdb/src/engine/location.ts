import { basename, extname, resolve } from 'node:path'

/** Where a database lives. */
export type Location =
  | { readonly kind: 'file'; readonly path: string; readonly catalog: string }
  | { readonly kind: 'memory' }
  | { readonly kind: 'motherduck'; readonly path: string; readonly name: string }

const reserved: ReadonlySet<string> = new Set([
  'main',
  'memory',
  'system',
  'temp',
  'pg_catalog',
  'information_schema',
])

/** What a path means: `:memory:`, a MotherDuck database (`md:`), or a file. */
export const locate = (path: string): Location => {
  if (typeof path !== 'string' || path === '')
    throw new TypeError('duckdb(): give the path of a file, ":memory:" or "md:name"')
  if (path.includes('\0')) throw new TypeError('duckdb(): a path holds no NUL')
  if (path === ':memory:') return { kind: 'memory' }
  // A token may be part of the path; it is never shown.
  if (path.startsWith('md:')) return { kind: 'motherduck', path, name: path.slice(3).replace(/\?[^]*$/, '') }
  return { kind: 'file', path: resolve(path), catalog: catalogOf(path) }
}

/** The name that DuckDB itself would give the file's catalog, unless the engine keeps it for itself. */
const catalogOf = (path: string): string => {
  const stem = basename(path, extname(path))
  return reserved.has(stem.toLowerCase()) ? `${stem}_db` : stem
}
