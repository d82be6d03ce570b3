import type { Database } from 'better-sqlite3'
import type { Route } from '@holdfast/core'
import { isBusy } from './errors.ts'
import { keyword } from './engine/keyword.ts'
import { positions } from './engine/placeholders.ts'
import { Recent } from './engine/recent.ts'

/** Cannot run inside a transaction, or change the connection that all writers use. */
const alone: ReadonlySet<string> = new Set(['attach', 'detach', 'vacuum'])

const pragma = /^\s*pragma\s+(?:\w+\.)?(\w+)\s*([=(]?)/i

/** Pragmas that take an argument and only look. */
const looking: ReadonlySet<string> = new Set([
  'foreign_key_check',
  'foreign_key_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
])

/** Pragmas that act although they take no argument. */
const acting: ReadonlySet<string> = new Set([
  'incremental_vacuum',
  'optimize',
  'shrink_memory',
  'wal_checkpoint',
])

/** Which connection a text needs, as the engine sees it when it prepares the text. */
export class Routes {
  readonly #handle: Database
  readonly #known = new Recent<Route>(500)

  constructor(handle: Database) {
    this.#handle = handle
  }

  /** Throws the engine's own error only when another process holds the lock. */
  of(text: string): Route {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    try {
      const route = this.#judge(text)
      this.#known.set(text, route)
      return route
    } catch (error) {
      if (isBusy(error)) throw error
      // The engine will say what is wrong with it; asked again later it may be right, so the answer is not kept.
      return 'read'
    }
  }

  #judge(text: string): Route {
    const first = keyword(text)
    if (alone.has(first)) return 'exclusive'
    const { readonly } = this.#handle.prepare(positions(text).text)
    // The engine calls most settings of a connection read-only, for they write nothing to the file.
    if (first === 'pragma') return pragmaRoute(text)
    return readonly ? 'read' : 'write'
  }
}

function pragmaRoute(text: string): Route {
  const [, name = '', argument] = pragma.exec(text) ?? []
  const known = argument === '' ? !acting.has(name.toLowerCase()) : looking.has(name.toLowerCase())
  return known && name !== '' ? 'read' : 'exclusive'
}
