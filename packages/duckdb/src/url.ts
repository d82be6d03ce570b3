import type { DuckdbOptions } from './options.ts'

const shape = /^duckdb:([^?#]*)(?:\?([^#]*))?$/i
const motherduck = /^duckdb:(md:[^]*)$/i

const booleans: ReadonlySet<string> = new Set(['readOnly'])
const texts: ReadonlySet<string> = new Set(['memoryLimit'])

/** `duckdb:app.duckdb`, `duckdb:///srv/app.duckdb`, `duckdb::memory:`, with options as `?readOnly=true`; `duckdb:md:name`. */
export const partsOfUrl = (url: string): { readonly path: string; readonly options: DuckdbOptions } => {
  const remote = motherduck.exec(url)?.[1]
  if (remote !== undefined) return { path: remote, options: {} }
  const [, path, query = ''] = shape.exec(url) ?? []
  if (path === undefined || path === '') {
    throw new TypeError('Expected a URL as duckdb:app.duckdb, duckdb::memory: or duckdb:md:name')
  }
  if (/^\/\/(?!\/)/.test(path)) {
    throw new TypeError('A DuckDB URL has no host: write duckdb:app.duckdb or duckdb:///app.duckdb')
  }
  return { path: decoded(path.replace(/^\/\/\//, '/')), options: optionsOf(new URLSearchParams(query)) }
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    throw new TypeError('The URL holds a % that is no escape; write it as %25', { cause: error })
  }
}

/** As they would stand in code; what is wrong with one is said where the options are checked. */
const optionsOf = (query: URLSearchParams): DuckdbOptions => {
  const options: Record<string, unknown> = {}
  for (const [name, value] of query) {
    if (booleans.has(name)) options[name] = value === 'true' ? true : value === 'false' ? false : value
    else options[name] = texts.has(name) || value === '' ? value : Number(value)
  }
  return options
}
