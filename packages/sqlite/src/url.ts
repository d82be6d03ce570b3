import { type Settings, type SqliteOptions, settings } from './options.ts'

const shape = /^sqlite:([^?#]*)(?:\?([^#]*))?$/i

/** `sqlite:app.db`, `sqlite:/srv/app.db`, `sqlite:///srv/app.db`, `sqlite::memory:`, with options as `?durability=normal`. */
export function settingsOfUrl(url: string): Settings {
  const [, path, query = ''] = shape.exec(url) ?? []
  if (path === undefined) throw new TypeError('Expected a URL as sqlite:app.db or sqlite::memory:.')
  if (/^\/\/(?!\/)/.test(path))
    throw new TypeError('A SQLite URL has no host: write sqlite:app.db or sqlite:///app.db.')
  return settings(decoded(path.replace(/^\/\/\//, '/')), optionsOf(new URLSearchParams(query)))
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    throw new TypeError('The URL holds a % that is no escape; write it as %25.', { cause: error })
  }
}

function optionsOf(query: URLSearchParams): SqliteOptions {
  const options: Record<string, unknown> = {}
  for (const [name, value] of query) {
    if (name === 'readOnly') options[name] = value === 'true' ? true : value === 'false' ? false : value
    else options[name] = name === 'durability' || value === '' ? value : Number(value)
  }
  return options
}
