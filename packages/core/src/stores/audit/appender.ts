import { wrongKind, type AuditDraft, type AuditPlace, type AuditRow } from '../../audit/audit-storage.ts'
import { linkRows } from '../../audit/chain-hash.ts'
import { positionOf } from '../../audit/position.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedWrite, Shape } from '../../database/keyed-operation.ts'
import { shapeStatement } from '../../database/shape-statement.ts'
import type { Statement } from '../../database/statement.ts'
import type { StoreCall } from '../../door/store-call.ts'
import { HoldfastError } from '../../errors.ts'
import { StoreText } from '../keyed/store-text.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { forgetNumber, nextNumber } from './counted.ts'
import { draftValues } from './entry-columns.ts'
import { gatheringOf, type AppendAll } from './gathering.ts'
import { anyText } from './entry-text.ts'
import { inTurn } from './in-turn.ts'
import { insertsOf, type Inserts } from './insert.ts'
import { tableName } from './table.ts'
import { TrailRow } from './trail.ts'

/** The most entries of one statement. */
const perStatement = 1_000
/** The most statements of one flush: what answers in-thread lets go of the event loop between two. */
const perFlush = 256

/** Adds entries to a trail. */
export class Appender {
  readonly #access: StoreAccess
  readonly #name: string
  readonly #inserts: Inserts

  constructor(access: StoreAccess, name: string) {
    this.#access = access
    this.#name = name
    this.#inserts = insertsOf(access.executor.dialect, access.space, access.lane)
  }

  async append(
    drafts: readonly AuditDraft[],
    isChain: boolean,
    call: StoreCall,
  ): Promise<readonly AuditPlace[]> {
    const { numbered } = this.#inserts
    const { executor, lane } = this.#access
    const [only, ...others] = drafts
    if (!isChain && numbered !== undefined && only !== undefined && others.length === 0)
      return [await this.#one(numbered, only, call)]
    if (executor.isTransaction) {
      const places = await inTurn(executor.whole, lane, () => this.#appendIn(executor, drafts, isChain, call))
      executor.changed(lane)
      return places
    }
    // Where entries go one transaction after another, those of many callers share one.
    const appendAll: AppendAll = (all, one) => this.#appendAlone(all, isChain, one)
    if (!isChain && numbered !== undefined) return appendAll(drafts, call)
    executor.check(call.action)
    return gatheringOf(executor, `${isChain}\u0000${lane}`, appendAll).add(drafts, call)
  }

  /** Where the engine numbers entries, as a rider of the transaction; else as work that it waits for. */
  add(draft: AuditDraft, isChain: boolean, call: StoreCall): void {
    const { executor, lane } = this.#access
    const { ridden } = this.#inserts
    if (isChain || ridden === undefined) {
      executor.check(call.action)
      executor.hold(this.append([draft], isChain, call), call)
      return
    }
    const row = [draft.id, ...draftValues(draft)]
    const operation = { shape: ridden, key: draft.id, row, answer: () => undefined }
    executor.ride({
      statement: shapeStatement(executor.dialect.batch.form, [operation], executor.time()),
      action: call.action,
      refusal: (failure) => (isRefusedHere(failure) ? wrongKind(call.action, false) : failure),
    })
    executor.changed(lane)
  }

  async #appendAlone(
    drafts: readonly AuditDraft[],
    isChain: boolean,
    { action, signal }: StoreCall,
  ): Promise<readonly AuditPlace[]> {
    const { executor, lane } = this.#access
    const call = { action, signal: undefined }
    const places = await executor.transaction((inner) => this.#appendIn(inner, drafts, isChain, call), {
      isolation: 'read-committed',
      ...(signal === undefined ? {} : { signal }),
    })
    executor.changed(lane)
    return places
  }

  #appendIn(
    inner: Executor,
    drafts: readonly AuditDraft[],
    isChain: boolean,
    call: StoreCall,
  ): Promise<readonly AuditPlace[]> {
    const { numbered } = this.#inserts
    if (isChain) return this.#link(inner, drafts, call)
    return numbered === undefined
      ? this.#count(inner, drafts, call)
      : this.#number(inner, numbered, drafts, call)
  }

  /** One entry, which may share its statement and its commit with those of other callers. */
  async #one(shape: Shape, draft: AuditDraft, call: StoreCall): Promise<AuditPlace> {
    const operation = (): KeyedWrite<AuditPlace | undefined> => ({
      shape,
      key: draft.id,
      row: [draft.id, ...draftValues(draft)],
      answer: (row) => (row === undefined ? undefined : placeOf(draft, row[1] as string)),
    })
    const place = await this.#access.writeInOrder(undefined, call, operation)
    if (place === undefined) throw wrongKind(call.action, false)
    return place
  }

  /** The engine gives the numbers. */
  async #number(
    inner: Executor,
    shape: Shape,
    drafts: readonly AuditDraft[],
    call: StoreCall,
  ): Promise<readonly AuditPlace[]> {
    const places = new Map<string, string>()
    const rows = drafts.map((draft) => [draft.id, ...draftValues(draft)])
    for (const statement of statementsOf(inner, shape, rows)) {
      const answered = await inner.query(statement, 'write', call)
      for (const [id, position] of answered.rows) places.set(id as string, position as string)
    }
    if (places.size < drafts.length) throw wrongKind(call.action, false)
    return drafts.map((draft) => placeOf(draft, places.get(draft.id)!))
  }

  /** This process counts: it is the only one, and this transaction has the writer's turn. */
  async #count(
    inner: Executor,
    drafts: readonly AuditDraft[],
    call: StoreCall,
  ): Promise<readonly AuditPlace[]> {
    const { space, lane } = this.#access
    const number = await nextNumber(inner, space, lane, new TrailRow(inner, space, lane), call)
    if (number === undefined) throw wrongKind(call.action, false)
    const at = inner.time() ?? Date.now()
    const rows = drafts.map((draft) => ({
      ...draft,
      position: positionOf(number, draft.id),
      at,
      previous: null,
      hash: null,
    }))
    await this.#place(inner, rows, call)
    return rows
  }

  /** Holds the trail, so that whoever comes next links its entries to these. */
  async #link(
    inner: Executor,
    drafts: readonly AuditDraft[],
    call: StoreCall,
  ): Promise<readonly AuditPlace[]> {
    const { space, lane } = this.#access
    const trailRow = new TrailRow(inner, space, lane)
    const held = await trailRow.hold(true, drafts.length, call)
    if (held === undefined) throw wrongKind(call.action, true)
    const number = held.number - drafts.length
    if (number === 0 && (await this.#hasEntries(inner, call))) {
      await trailRow.remove(call)
      throw wrongKind(call.action, true)
    }
    forgetNumber(inner.database, lane)
    const chain = { ns: inner.ns, name: this.#name }
    const rows = linkRows(chain, drafts, { number, hash: held.hash }, held.at)
    await this.#place(inner, rows, call, [trailRow.seal(rows.at(-1)!.hash!)])
    return rows
  }

  async #hasEntries(inner: Executor, call: StoreCall): Promise<boolean> {
    const { rows } = await inner.query(
      anyText(new StoreText(inner, this.#access.space, tableName)),
      'read',
      call,
    )
    return rows.length > 0
  }

  /** Inserts entries that have a position; `more` goes with the last of them. */
  async #place(
    inner: Executor,
    entries: readonly AuditRow[],
    call: StoreCall,
    more: readonly Statement[] = [],
  ): Promise<void> {
    const { space } = this.#access
    const rows = entries.map((row) => [
      space.bind(row.position),
      ...draftValues(row),
      row.at,
      row.previous,
      row.hash,
    ])
    const statements = [...statementsOf(inner, this.#inserts.placed, rows), ...more]
    for (let at = 0; at < statements.length; at += perFlush)
      await inner.together(statements.slice(at, at + perFlush), call)
  }
}

/** The only value of an entry that can be missing is the action, and only where the trail is a chain (see `Inserts.ridden`). */
const isRefusedHere = (failure: Error): boolean =>
  failure instanceof HoldfastError && failure.code === 'not-null'

/** Rows in as few statements as the engine takes them. */
const statementsOf = (
  inner: Executor,
  shape: Shape,
  rows: readonly KeyedWrite<unknown>['row'][],
): readonly Statement[] => {
  const { form } = inner.dialect.batch
  const size = form === 'arrays' ? perStatement : 1
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    shapeStatement(
      form,
      rows.slice(index * size, (index + 1) * size).map((row) => ({
        shape,
        key: row[0] as string,
        row,
        answer: () => undefined,
      })),
      inner.time(),
    ),
  )
}

const placeOf = ({ id }: AuditDraft, position: string): AuditPlace => ({ id, position, hash: null })
