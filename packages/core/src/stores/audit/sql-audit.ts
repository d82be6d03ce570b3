import {
  wrongKind,
  type AuditDraft,
  type AuditPlace,
  type AuditRow,
  type AuditStorage,
  type Look,
  type Trail,
} from '../../audit/audit-storage.ts'
import type { Call, Executor } from '../../database/executor.ts'
import type { DriverCell, Statement } from '../../database/statement.ts'
import type { AuditQuery } from '../../door/audit-query.ts'
import type { StoreCall } from '../../door/store-call.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { Appender } from './appender.ts'
import { rowColumns, rowOf } from './entry-columns.ts'
import { lookText, oldestText, pageText, removeText } from './entry-text.ts'
import { tableName } from './table.ts'
import { turnOf } from './in-turn.ts'
import { TrailRow } from './trail.ts'

/** Entries as rows. */
export class SqlAudit implements AuditStorage {
  readonly name: string
  readonly #access: StoreAccess

  constructor(executor: Executor, name: string) {
    this.name = name
    this.#access = new StoreAccess(executor, 'audit', name)
  }

  get ns(): string {
    return this.#access.executor.ns
  }

  get isTransaction(): boolean {
    return this.#access.executor.isTransaction
  }

  get database(): object {
    return this.#access.executor.database
  }

  time(): number {
    return this.#access.executor.time() ?? Date.now()
  }

  random(bytes: number): Uint8Array {
    return this.#access.executor.random(bytes)
  }

  append(drafts: readonly AuditDraft[], isChain: boolean, call: StoreCall): Promise<readonly AuditPlace[]> {
    return new Appender(this.#access, this.name).append(drafts, isChain, call)
  }

  add(draft: AuditDraft, isChain: boolean, call: StoreCall): void {
    new Appender(this.#access, this.name).add(draft, isChain, call)
  }

  async page(query: AuditQuery, call: StoreCall): Promise<readonly AuditRow[]> {
    const rows = await this.#read(pageText(this.#text(), query), call)
    const found = rows.map((row) => this.#rowOf(row))
    return query.direction === 'forward' ? found : found.reverse()
  }

  async after(position: string | undefined, limit: number, call: StoreCall): Promise<Look> {
    const cells = await this.#read(lookText(this.#text(), position, limit), call)
    const [isSettled, pruned] = [rowColumns.length + 1, rowColumns.length + 2]
    const unsettled = cells.findIndex((row) => Number(row[isSettled]) === 0)
    return {
      rows: cells.map((row) => this.#rowOf(row)),
      settled: unsettled === -1 ? cells.length : unsettled,
      pruned: (cells[0]?.[pruned] ?? null) as string | null,
    }
  }

  async trail(call: StoreCall): Promise<Trail | undefined> {
    await this.#added()
    return this.#trailRow(this.#access.executor).read(call)
  }

  async prune(olderThan: number, limit: number, isChain: boolean, call: StoreCall): Promise<number> {
    const { executor, space } = this.#access
    // Nothing is held for the sake of nothing.
    if ((await this.#read(oldestText(this.#text(), 1), call)).length === 0) return 0
    const body = async (inner: Executor): Promise<number> => {
      const trailRow = this.#trailRow(inner)
      const held = await trailRow.hold(isChain, 0, call)
      // A chain that counts no entry was none before this call.
      const isNew = isChain && held?.number === 0
      if (isNew) await trailRow.remove(call)
      if (held === undefined || isNew) throw wrongKind(call.action, isChain)
      const text = (): StoreText => new StoreText(inner, space, tableName)
      const { rows } = await inner.query(oldestText(text(), limit), 'read', call)
      const young = rows.findIndex(
        ([, at, , settled]) => Number(at) > held.at - olderThan || Number(settled) === 0,
      )
      const count = young === -1 ? rows.length : young
      const last = rows[count - 1]
      if (last === undefined) return 0
      const position = space.unbind(last[0] as string)
      await trailRow.release(position, last[2] as string | null, call)
      return (await inner.query(removeText(text(), position), 'write', call)).affected
    }
    return executor.transaction(
      body,
      executor.isTransaction ? undefined : { isolation: 'read-committed', ...given(call) },
    )
  }

  onChange(wake: () => void): () => void {
    return this.#access.executor.onChange(this.#access.lane, wake)
  }

  async #read(statement: Statement, call: Call): Promise<readonly (readonly DriverCell[])[]> {
    await this.#added()
    return (await this.#access.executor.query(statement, 'read', call)).rows
  }

  /** Entries that this transaction has added and that nobody waited for are seen all the same. */
  async #added(): Promise<void> {
    const { executor, lane } = this.#access
    if (executor.isTransaction) await turnOf(executor.whole, lane)
  }

  #rowOf([key, ...cells]: readonly DriverCell[]): AuditRow {
    return rowOf(this.#access.space.unbind(key as string), cells)
  }

  #trailRow(executor: Executor): TrailRow {
    return new TrailRow(executor, this.#access.space, this.#access.lane)
  }

  #text(): StoreText {
    return new StoreText(this.#access.executor, this.#access.space, tableName)
  }
}

const given = ({ signal }: StoreCall): { readonly signal?: AbortSignal } =>
  signal === undefined ? {} : { signal }
