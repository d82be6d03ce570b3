import type { StoreCall } from '../../door/store-call.ts'
import type { Executor } from '../../database/executor.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import type { Bound, DriverCell, Statement } from '../../database/statement.ts'
import { foldKey } from '../../door/key.ts'
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
} from '../../workflow/flow-storage.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { claimRuns } from './claim.ts'
import { pruneRuns } from './prune-runs.ts'
import { assignments, endedCells, lockColumns, lockedRun, stepCells, stepColumns, stepOf } from './run-row.ts'
import { shapesOf, type Shapes } from './shapes.ts'
import { summaries } from './summaries.ts'
import { runTable, signalTable, stepTable } from './tables.ts'

type Rows = readonly (readonly DriverCell[])[]

/** Runs, their steps and their signals as rows. */
export class SqlFlows implements FlowStorage {
  readonly #access: StoreAccess
  readonly #shapes: Shapes
  readonly #name: string

  constructor(executor: Executor, name: string) {
    this.#access = new StoreAccess(executor, 'workflows', name)
    this.#shapes = shapesOf(executor.dialect, this.#access.space, this.#access.lane)
    this.#name = name
  }

  get isTransaction(): boolean {
    return this.#access.executor.isTransaction
  }

  get database(): object {
    return this.#access.executor.database
  }

  get lane(): string {
    return this.#access.lane
  }

  afterCommit(action: () => void): void {
    this.#access.executor.afterCommit(action)
  }

  random(bytes: number): Uint8Array {
    return this.#access.executor.random(bytes)
  }

  elapsed(): number {
    return this.#access.executor.elapsed()
  }

  onChange(wake: () => void): () => void {
    return this.#access.executor.onChange(this.#access.lane, wake, 'everywhere')
  }

  async insert(key: string, { workflow, input, steps, deadline }: NewRun, call: StoreCall): Promise<boolean> {
    const isNew = await this.#write(this.#shapes.insert, key, [workflow, input, steps, deadline], call)
    if (isNew) this.#changed()
    return isNew
  }

  async summary(key: string, call: StoreCall): Promise<RunSummary | undefined> {
    const [found] = await summaries(this.#access, (text) => text.isOneOf([this.#bind(key)]), call)
    return found
  }

  async texts(key: string, call: StoreCall): Promise<Pick<RunRow, 'input' | 'output'> | undefined> {
    const text = this.#text(runTable)
    const where = text.isOneOf([this.#bind(key)])
    const select = `select t.input, t.output from ${text.table} t where ${where}`
    const [row] = await this.#rows(text.finish('TEXTS', select), call)
    return row === undefined ? undefined : { input: String(row[0]), output: row[1] as string | null }
  }

  list({ state, workflow, reverse, limit, after }: RunPage, call: StoreCall): Promise<readonly RunSummary[]> {
    const range = {
      low: after === undefined || reverse ? '' : `${after}\u0001`,
      high: after !== undefined && reverse ? after : undefined,
    }
    return summaries(
      this.#access,
      (text) => {
        const conditions = [text.within(range)]
        if (state !== undefined) conditions.push(`t.state = ${text.bind(state)}`)
        if (workflow !== undefined) conditions.push(`t.workflow = ${text.bind(workflow)}`)
        const order = `order by t.${text.space.key}${reverse ? ' desc' : ''} limit ${text.bind(limit)}`
        return `${conditions.join(' and ')} ${order}`
      },
      call,
    )
  }

  async history(key: string, call: StoreCall): Promise<readonly StepRow[]> {
    const text = this.#text(stepTable)
    const list = stepColumns.map((column) => `t.${column}`).join(', ')
    const where = `${text.within(membersOf(key))} order by t.${text.space.key}`
    const rows = await this.#rows(
      text.finish('HISTORY', `select ${list} from ${text.table} t where ${where}`),
      call,
    )
    return rows.map(stepOf)
  }

  async claim(
    workflows: readonly string[],
    limit: number,
    claim: Claim,
    call: StoreCall,
  ): Promise<readonly ClaimedRun[]> {
    return claimRuns(this.#access, workflows, limit, claim, call)
  }

  extend(key: string, token: string, ttl: number, call: StoreCall): Promise<boolean> {
    return this.#write(this.#shapes.extend, key, [token, ttl], call)
  }

  progress(key: string, token: string, progress: string, call: StoreCall): Promise<boolean> {
    return this.#write(this.#shapes.progress, key, [token, progress], call)
  }

  keep(
    key: string,
    token: string,
    step: EndedStep,
    call: StoreCall,
  ): Promise<{ readonly until: number | null } | undefined> {
    const bound = this.#bind(stepKey(key, step.position))
    const row = [bound, this.#bind(key), ...endedCells(step), token, step.pause, step.took]
    const answer = (kept: readonly DriverCell[] | undefined): { until: number | null } | undefined =>
      kept && { until: kept[1] === null ? null : Number(kept[1]) }
    return this.#access.executor.write({ shape: this.#shapes.keepStep, key: bound, row, answer }, call)
  }

  async together<T>(call: StoreCall, body: (storage: FlowStorage) => Promise<T>): Promise<T> {
    const { executor } = this.#access
    if (executor.isTransaction) return body(this)
    const { signal } = call
    return executor.transaction((inner) => body(new SqlFlows(inner, this.#name)), {
      isolation: 'read-committed',
      ...(signal === undefined ? {} : { signal }),
    })
  }

  async lock(key: string, call: StoreCall): Promise<LockedRun | undefined> {
    const text = this.#text(runTable)
    const { now } = text
    const where = text.isOneOf([this.#bind(key)])
    const lock = this.#access.executor.dialect.locks === 'rows' ? ' for update' : ''
    const select = `select ${lockColumns}, ${now} from ${text.table} t where ${where}${lock}`
    const [row] = await this.#rows(text.finish('LOCK', select), call)
    return row === undefined ? undefined : lockedRun(row)
  }

  async change(key: string, columns: Partial<RunRow>, call: StoreCall): Promise<void> {
    const text = this.#text(runTable)
    const set = assignments(columns).map(([column, value]) =>
      value === null ? `${column} = null` : `${column} = ${text.bind(value)}`,
    )
    const where = text.isOneOf([this.#bind(key)])
    const { key: returning } = this.#access.space
    const update = { table: text.table, set: set.join(', '), where, returning }
    await this.#run(text.finish('CHANGE', this.#access.executor.dialect.update(update)), call)
    this.#changed()
  }

  async putSteps(key: string, steps: readonly StepRow[], call: StoreCall): Promise<void> {
    const run = this.#bind(key)
    const writes = steps.map((step) => {
      const bound = this.#bind(stepKey(key, step.position))
      return {
        shape: this.#shapes.putStep,
        key: bound,
        row: [bound, run, ...stepCells(step)],
        answer: () => undefined,
      }
    })
    await this.#access.executor.writeAll(writes, call)
  }

  async removeFailed(key: string, call: StoreCall): Promise<void> {
    const text = this.#text(stepTable)
    const where = `${text.within(membersOf(key))} and t.state = 'failed'`
    await this.#run(text.finish('RESUME', `delete from ${text.table} as t where ${where}`), call)
  }

  addSignal(
    key: string,
    { name, id, payload, nth }: Parameters<FlowStorage['addSignal']>[1],
    call: StoreCall,
  ): Promise<boolean> {
    const row = [this.#bind(key), name, id, nth, payload]
    return this.#write(this.#shapes.addSignal, signalKey(key, name, id), row, call)
  }

  async nextSignal(
    key: string,
    name: string,
    call: StoreCall,
  ): Promise<{ readonly id: string; readonly payload: string } | undefined> {
    const text = this.#text(signalTable)
    const where = `${text.within(membersOf(signalKey(key, name)))} and t.taken = 0 order by t.nth limit 1`
    const select = `select t.sent_as, t.payload from ${text.table} t where ${where}`
    const [row] = await this.#rows(text.finish('SIGNAL', select), call)
    return row === undefined ? undefined : { id: String(row[0]), payload: String(row[1]) }
  }

  async takeSignal(key: string, name: string, id: string, call: StoreCall): Promise<void> {
    const text = this.#text(signalTable)
    const where = text.isOneOf([this.#bind(signalKey(key, name, id))])
    const { key: returning } = this.#access.space
    const update = { table: text.table, set: 'taken = 1', where, returning }
    await this.#run(text.finish('TAKE', this.#access.executor.dialect.update(update)), call)
  }

  prune(age: number, keep: number, limit: number, call: StoreCall): Promise<number> {
    return pruneRuns(this.#access, age, keep, limit, call)
  }

  #write(shape: Shape, key: string, values: readonly Bound[], call: StoreCall): Promise<boolean> {
    const bound = this.#bind(key)
    const answer = (row: readonly DriverCell[] | undefined): boolean => row !== undefined
    return this.#access.executor.write({ shape, key: bound, row: [bound, ...values], answer }, call)
  }

  async #rows(statement: Statement, call: StoreCall): Promise<Rows> {
    return (await this.#access.executor.query(statement, 'read', call)).rows
  }

  async #run(statement: Statement, call: StoreCall): Promise<void> {
    await this.#access.executor.query(statement, 'write', call)
  }

  #text(table: string): StoreText {
    return new StoreText(this.#access.executor, this.#access.space, table)
  }

  #bind(key: string): string {
    return this.#access.space.bind(key)
  }

  #changed(): void {
    this.#access.executor.changed(this.#access.lane, 'everywhere')
  }
}

/** What belongs to a run, or to the signals of one name. */
const membersOf = (key: string): { readonly low: string; readonly high: string } => ({
  low: `${key}\u0001`,
  high: `${key}\u0002`,
})

const stepKey = (key: string, position: number): string => `${key}\u0001${String(position).padStart(9, '0')}`

const signalKey = (key: string, name: string, ...id: readonly string[]): string =>
  `${key}\u0001${foldKey([name, ...id])}`
