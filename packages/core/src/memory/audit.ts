import {
  wrongKind,
  type AuditDraft,
  type AuditPlace,
  type AuditRow,
  type AuditStorage,
  type Look,
  type Trail,
} from '../audit/audit-storage.ts'
import { genesis, hashOf } from '../audit/chain-hash.ts'
import { numberOf, positionOf } from '../audit/position.ts'
import { compareBytes } from '../door/byte-order.ts'
import type { AuditQuery } from '../door/audit-query.ts'
import type { StoreCall } from '../door/store-call.ts'
import type { Rows } from './rows.ts'
import type { Shelf } from './shelf.ts'

/** Entries by position, and what is known of the whole by the empty one. */
type Stored = { readonly entry: AuditRow } | { readonly trail: Trail }

/** Entries in a map. One transaction writes at a time, so what is seen is settled. */
export class MemoryAudit implements AuditStorage {
  readonly ns: string
  readonly name: string
  readonly #shelf: Shelf<Stored>

  constructor(shelf: Shelf<Stored>, ns: string, name: string) {
    this.ns = ns
    this.name = name
    this.#shelf = shelf
  }

  get isTransaction(): boolean {
    return this.#shelf.scope.isTransaction
  }

  get database(): object {
    return this.#shelf.scope.engine
  }

  time(): number {
    return this.#shelf.scope.engine.now()
  }

  random(bytes: number): Uint8Array {
    return this.#shelf.scope.engine.environment.random(bytes)
  }

  append(drafts: readonly AuditDraft[], isChain: boolean, call: StoreCall): Promise<readonly AuditPlace[]> {
    return this.#shelf.write(call, undefined, (rows, at) => {
      const entries = entriesOf(rows)
      const trail = trailOf(rows)
      if (trail === undefined ? isChain && entries.length > 0 : trail.isChain !== isChain)
        throw wrongKind(call.action, isChain)
      const last = entries.at(-1)?.position ?? trail?.pruned ?? undefined
      let number = last === undefined ? 0 : numberOf(last)
      let hash = trail?.hash ?? null
      const added = drafts.map((draft): AuditRow => {
        number += 1
        const previous = isChain ? (hash ?? genesis) : null
        const row = { ...draft, position: positionOf(number, draft.id), at, previous }
        if (isChain) hash = hashOf(this, row)
        return { ...row, hash }
      })
      for (const entry of added) rows.put(entry.position, { entry })
      if (isChain) rows.put('', { trail: { ...(trail ?? noTrail), isChain, number, hash } })
      return added
    })
  }

  add(draft: AuditDraft, isChain: boolean, call: StoreCall): void {
    this.#shelf.scope.hold(this.append([draft], isChain, call), call.action)
  }

  page(query: AuditQuery, call: StoreCall): Promise<readonly AuditRow[]> {
    const { equals, from, to, limit, direction, position } = query
    const isForward = direction === 'forward'
    const [at, key] = (position ?? []) as readonly [Date?, string?]
    return this.#shelf.read(call, (rows) => {
      const found = entriesOf(rows)
        .filter((row) => equals.every(([field, value]) => row[field] === value))
        .filter((row) => (from === undefined || row.at >= from) && (to === undefined || row.at < to))
        .sort(newestFirst)
        .filter((row) => {
          if (at === undefined || key === undefined) return true
          const compared = newestFirst(row, { at: at.getTime(), position: key })
          return isForward ? compared > 0 : compared < 0
        })
      return isForward ? found.slice(0, limit + 1) : found.slice(-limit - 1)
    })
  }

  after(position: string | undefined, limit: number, call: StoreCall): Promise<Look> {
    return this.#shelf.read(call, (rows) => {
      const found = entriesOf(rows)
        .filter((row) => position === undefined || compareBytes(row.position, position) > 0)
        .slice(0, limit)
      return { rows: found, settled: found.length, pruned: trailOf(rows)?.pruned ?? null }
    })
  }

  trail(call: StoreCall): Promise<Trail | undefined> {
    return this.#shelf.read(call, trailOf)
  }

  prune(olderThan: number, limit: number, isChain: boolean, call: StoreCall): Promise<number> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const entries = entriesOf(rows)
      const trail = trailOf(rows)
      if (trail !== undefined ? trail.isChain !== isChain : isChain && entries.length > 0)
        throw wrongKind(call.action, isChain)
      const young = entries.findIndex(({ at }) => at > now - olderThan)
      const doomed = entries.slice(0, Math.min(young === -1 ? entries.length : young, limit))
      const last = doomed.at(-1)
      if (last === undefined) return 0
      for (const { position } of doomed) rows.remove(position)
      const before = trail ?? { ...noTrail, isChain }
      rows.put('', { trail: { ...before, pruned: last.position, prunedHash: last.hash } })
      return doomed.length
    })
  }

  onChange(wake: () => void): () => void {
    return this.#shelf.scope.engine.pulse.listen(wake)
  }
}

const noTrail: Trail = { isChain: false, number: 0, hash: null, pruned: null, prunedHash: null }

const entriesOf = (rows: Rows<Stored>): AuditRow[] =>
  rows.list().flatMap(([, row]) => ('entry' in row ? [row.entry] : []))

const trailOf = (rows: Rows<Stored>): Trail | undefined => {
  const row = rows.get('')
  return row !== undefined && 'trail' in row ? row.trail : undefined
}

const newestFirst = (a: Pick<AuditRow, 'at' | 'position'>, b: Pick<AuditRow, 'at' | 'position'>): number =>
  b.at - a.at || compareBytes(b.position, a.position)
