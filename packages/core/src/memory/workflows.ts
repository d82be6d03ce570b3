import type { StoreCall } from '../door/store-call.ts'
import { compareBytes } from '../door/key.ts'
import type {
  Claim,
  ClaimedRun,
  EndedStep,
  FlowStorage,
  LockedRun,
  NewRun,
  RunPage,
  RunRow,
  RunSummary,
  StepRow,
} from '../workflow/flow-storage.ts'
import type { Rows } from './rows.ts'
import { runTransaction } from './run-transaction.ts'
import type { Shelf } from './shelf.ts'
import { transactionMode } from './transaction-mode.ts'
import type { TransactionScope } from './transaction-scope.ts'

interface SentSignal {
  readonly name: string
  readonly id: string
  readonly payload: string
  readonly isTaken: boolean
}

/** A run with all that belongs to it. */
export interface FlowRow extends RunRow {
  readonly history: readonly StepRow[]
  /** In the order in which they were sent. */
  readonly sent: readonly SentSignal[]
}

/** Runs as rows of a map. */
export class MemoryFlows implements FlowStorage {
  readonly #shelf: Shelf<FlowRow>

  constructor(shelf: Shelf<FlowRow>) {
    this.#shelf = shelf
  }

  get isTransaction(): boolean {
    return this.#shelf.scope.isTransaction
  }

  get database(): object {
    return this.#shelf.scope.engine
  }

  get lane(): string {
    return this.#shelf.id
  }

  afterCommit(action: () => void): void {
    this.#shelf.scope.afterCommit(action)
  }

  random(bytes: number): Uint8Array {
    return this.#shelf.scope.engine.environment.random(bytes)
  }

  elapsed(): number {
    return this.#shelf.scope.engine.elapsed()
  }

  onChange(wake: () => void): () => void {
    return this.#shelf.scope.engine.pulse.listen(wake)
  }

  insert(key: string, { workflow, input, steps, deadline }: NewRun, call: StoreCall): Promise<boolean> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      if (rows.get(key) !== undefined) return false
      rows.put(key, {
        workflow,
        state: 'pending',
        input,
        output: null,
        error: null,
        progress: null,
        waitingFor: null,
        steps,
        signals: 0,
        deadlineAt: deadline === null ? null : now + deadline,
        holder: null,
        fence: 0,
        grantedAt: now,
        leasedUntil: now,
        createdAt: now,
        startedAt: null,
        completedAt: null,
        history: [],
        sent: [],
      })
      return true
    })
  }

  summary(key: string, call: StoreCall): Promise<RunSummary | undefined> {
    return this.#shelf.read(call, (rows) => {
      const row = rows.get(key)
      return row === undefined ? undefined : summaryOf(key, row)
    })
  }

  texts(key: string, call: StoreCall): Promise<FlowRow | undefined> {
    return this.#shelf.read(call, (rows) => rows.get(key))
  }

  list({ state, workflow, reverse, limit, after }: RunPage, call: StoreCall): Promise<readonly RunSummary[]> {
    return this.#shelf.read(call, (rows) => {
      const all = reverse ? rows.list().toReversed() : rows.list()
      const isBehind = (key: string): boolean =>
        after === undefined || (reverse ? compareBytes(key, after) < 0 : compareBytes(key, after) > 0)
      return all
        .filter(([key]) => isBehind(key))
        .filter(
          ([, row]) => (state ?? row.state) === row.state && (workflow ?? row.workflow) === row.workflow,
        )
        .slice(0, limit)
        .map(([key, row]) => summaryOf(key, row))
    })
  }

  history(key: string, call: StoreCall): Promise<readonly StepRow[]> {
    return this.#shelf.read(call, (rows) => rows.get(key)?.history ?? [])
  }

  async claim(
    workflows: readonly string[],
    limit: number,
    { token, ttl }: Claim,
    call: StoreCall,
  ): Promise<readonly ClaimedRun[]> {
    const due = (rows: Rows<FlowRow>, now: number): readonly (readonly [string, FlowRow])[] =>
      rows
        .list()
        .filter(
          ([, { leasedUntil, workflow }]) =>
            leasedUntil !== null && leasedUntil <= now && workflows.includes(workflow),
        )
        .sort(([, left], [, right]) => left.leasedUntil! - right.leasedUntil!)
        .slice(0, limit)
    // A write wakes who listens, as the worker itself does: one that finds nothing would wake it for ever.
    if ((await this.#shelf.read(call, due)).length === 0) return []
    return this.#shelf.write(call, undefined, (rows, now) =>
      due(rows, now).map(([key, row]) => {
        const fence = row.fence + 1
        const taken = { state: 'running', holder: token, fence, grantedAt: now, waitingFor: null } as const
        rows.put(key, { ...row, ...taken, leasedUntil: now + ttl, startedAt: row.startedAt ?? now })
        return { key, workflow: row.workflow, input: row.input, fence, deadlineAt: row.deadlineAt, now }
      }),
    )
  }

  extend(key: string, token: string, ttl: number, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, (now) => ({ leasedUntil: now + ttl }))
  }

  progress(key: string, token: string, progress: string, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, () => ({ progress }))
  }

  keep(
    key: string,
    token: string,
    { pause, startedAt, took, ...step }: EndedStep,
    call: StoreCall,
  ): Promise<{ readonly until: number | null } | undefined> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const row = rows.get(key)
      if (row?.holder !== token || (row.leasedUntil ?? 0) <= now) return undefined
      if (row.deadlineAt !== null && row.deadlineAt <= now) return undefined
      const until = pause === null ? null : now + pause
      const completedAt = step.state === 'pending' ? null : now
      const kept = { ...step, until, startedAt: startedAt ?? now - took, completedAt }
      rows.put(key, { ...row, history: withSteps(row.history, [kept]) })
      return { until }
    })
  }

  async together<T>(call: StoreCall, body: (storage: FlowStorage) => Promise<T>): Promise<T> {
    if (this.isTransaction) return body(this)
    const { signal } = call
    const mode = transactionMode({ isolation: 'read-committed', ...(signal === undefined ? {} : { signal }) })
    const run = (inner: TransactionScope): Promise<T> => body(new MemoryFlows(this.#shelf.on(inner)))
    return runTransaction(this.#shelf.scope.engine, mode, run)
  }

  /** A transaction has the one writer's turn. */
  lock(key: string, call: StoreCall): Promise<LockedRun | undefined> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const row = rows.get(key)
      return row === undefined ? undefined : { ...row, now }
    })
  }

  change(key: string, columns: Partial<RunRow>, call: StoreCall): Promise<void> {
    return this.#change(key, call, () => columns)
  }

  putSteps(key: string, steps: readonly StepRow[], call: StoreCall): Promise<void> {
    return this.#change(key, call, ({ history }) => ({ history: withSteps(history, steps) }))
  }

  removeFailed(key: string, call: StoreCall): Promise<void> {
    return this.#change(key, call, ({ history }) => ({
      history: history.filter(({ state }) => state !== 'failed'),
    }))
  }

  addSignal(
    key: string,
    { name, id, payload }: { readonly name: string; readonly id: string; readonly payload: string },
    call: StoreCall,
  ): Promise<boolean> {
    return this.#shelf.write(call, undefined, (rows) => {
      const row = rows.get(key)!
      if (row.sent.some((sent) => sent.name === name && sent.id === id)) return false
      rows.put(key, { ...row, sent: [...row.sent, { name, id, payload, isTaken: false }] })
      return true
    })
  }

  nextSignal(key: string, name: string, call: StoreCall): Promise<SentSignal | undefined> {
    return this.#shelf.read(call, (rows) =>
      rows.get(key)?.sent.find((sent) => sent.name === name && !sent.isTaken),
    )
  }

  takeSignal(key: string, name: string, id: string, call: StoreCall): Promise<void> {
    return this.#change(key, call, ({ sent }) => ({
      sent: sent.map((one) => (one.name === name && one.id === id ? { ...one, isTaken: true } : one)),
    }))
  }

  prune(age: number, keep: number, limit: number, call: StoreCall): Promise<number> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const ended = rows
        .list()
        .flatMap(([key, { completedAt }]) => (completedAt === null ? [] : [{ key, completedAt }]))
        .sort((left, right) => left.completedAt - right.completedAt || compareBytes(left.key, right.key))
      const doomed = ended
        .slice(0, Math.max(0, ended.length - keep))
        .filter(({ completedAt }) => completedAt <= now - age)
        .slice(0, limit)
      for (const { key } of doomed) rows.remove(key)
      return doomed.length
    })
  }

  #held(
    key: string,
    token: string,
    call: StoreCall,
    columns: (now: number) => Partial<RunRow>,
  ): Promise<boolean> {
    return this.#shelf.write(call, undefined, (rows: Rows<FlowRow>, now) => {
      const row = rows.get(key)
      if (row?.holder !== token || row.leasedUntil === null || row.leasedUntil <= now) return false
      rows.put(key, { ...row, ...columns(now) })
      return true
    })
  }

  #change(key: string, call: StoreCall, columns: (row: FlowRow) => Partial<FlowRow>): Promise<void> {
    return this.#shelf.write(call, undefined, (rows) => {
      const row = rows.get(key)
      if (row !== undefined) rows.put(key, { ...row, ...columns(row) })
    })
  }
}

const withSteps = (history: readonly StepRow[], steps: readonly StepRow[]): readonly StepRow[] => {
  const positions = new Set(steps.map(({ position }) => position))
  const others = history.filter(({ position }) => !positions.has(position))
  return [...others, ...steps].sort((left, right) => left.position - right.position)
}

const summaryOf = (key: string, row: FlowRow): RunSummary => {
  const last = row.history.at(-1)
  return {
    ...row,
    key,
    lastStep: last === undefined ? undefined : { position: last.position, name: last.name },
  }
}
