import type { Json } from '../contracts/json.ts'
import type { Transaction } from '../contracts/session.ts'
import type { ProgressReport, Run, SignalOptions, StepContext, StepOptions } from '../contracts/workflow.ts'
import { checkAge } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import type { StepRow } from './flow-storage.ts'
import { replayRefused } from './kept-error.ts'
import { checkProgress } from './progress.ts'
import { checkStepOptions } from './retry.ts'
import { outputOf, type Answer, type Slot, type StepRunner } from './step-runner.ts'
import type { Tenure } from './tenure.ts'

type Take = <T>(work: () => Promise<Answer<T>>) => Promise<T>

/** The run as its workflow's function sees it: each call gets its place in the history when it is made. */
export class RunOfAttempt implements Run {
  readonly #tenure: Tenure
  readonly #history: ReadonlyMap<number, StepRow>
  readonly #length: number
  readonly #steps: StepRunner
  readonly #take: Take
  readonly #refuse: (error: unknown) => void
  readonly #names = new Set<string>()
  #asked = 0

  constructor(
    tenure: Tenure,
    history: readonly StepRow[],
    steps: StepRunner,
    take: Take,
    refuse: (error: unknown) => void,
  ) {
    this.#tenure = tenure
    this.#history = new Map(history.map((step) => [step.position, step]))
    this.#length = (history.at(-1)?.position ?? -1) + 1
    this.#steps = steps
    this.#take = take
    this.#refuse = refuse
  }

  get id(): string {
    return this.#tenure.id
  }

  /** The first step of the history that the function has not come to. */
  get neverAsked(): string | undefined {
    for (let position = this.#asked; position < this.#length; position += 1) {
      const step = this.#history.get(position)
      if (step !== undefined) return step.name
    }
    return undefined
  }

  step<R>(
    name: string,
    body: (context: StepContext) => R | PromiseLike<R>,
    options?: StepOptions,
  ): Promise<Awaited<R>> {
    return heard(async () => {
      const action = 'run a step'
      const limits = checkStepOptions(options, action)
      checkBody(body, action)
      return this.#at(name, 'step', action, (slot) => this.#steps.step(slot, limits, body))
    }) as Promise<Awaited<R>>
  }

  tx<R>(
    name: string,
    body: (tx: Transaction, context: StepContext) => Promise<R>,
    options?: StepOptions,
  ): Promise<R> {
    return heard(async () => {
      const action = 'run a step in a transaction'
      const limits = checkStepOptions(options, action)
      checkBody(body, action)
      return this.#at(name, 'tx', action, (slot) => this.#steps.tx(slot, limits, body))
    })
  }

  sleep(name: string, time: number): Promise<void> {
    return heard(async () => {
      const action = 'sleep'
      checkAge(time, action)
      return this.#at(name, 'sleep', action, (slot) => this.#sleep(slot, time))
    })
  }

  waitFor<P = Json>(signal: string, options?: SignalOptions): Promise<P | undefined> {
    return heard(async () => {
      const action = 'wait for a signal'
      checkOptions(options, ['timeout', 'as'], action)
      const timeout = options?.timeout
      if (timeout !== undefined) checkAge(timeout, `${action} with timeout`)
      checkName(signal, 'name of the signal', action)
      return this.#at(options?.as ?? signal, 'wait', action, (slot) =>
        this.#wait<P>(slot, signal, timeout ?? null),
      )
    })
  }

  progress(report: ProgressReport): Promise<void> {
    return heard(async () => {
      const text = checkProgress(report, 'report the progress of a run')
      if (this.#asked < this.#length) return
      const { key, token, storage, call } = this.#tenure
      return this.#take(async () => {
        if (!(await storage.progress(key, token, text, call))) throw this.#tenure.lost
        return { kind: 'value', value: undefined }
      })
    })
  }

  async #sleep(slot: Slot, time: number): Promise<Answer<void>> {
    const { known } = slot
    if (known?.state === 'done') return { kind: 'value', value: undefined }
    return this.#tenure.guarded(async (storage, { now }) => {
      const until = known?.until ?? now + time
      const isOver = until <= now
      if (isOver || known === undefined)
        await storage.putSteps(this.#tenure.key, [stepRow(slot, isOver, null, until, now)], this.#tenure.call)
      return isOver
        ? { kind: 'value', value: undefined }
        : { kind: 'rest', rest: { state: 'sleeping', until } }
    })
  }

  async #wait<P>(slot: Slot, name: string, timeout: number | null): Promise<Answer<P | undefined>> {
    const { known } = slot
    if (known?.state === 'done') return { kind: 'value', value: outputOf(known) as P | undefined }
    const { key, call } = this.#tenure
    return this.#tenure.guarded(async (storage, { now }) => {
      const sent = await storage.nextSignal(key, name, call)
      if (sent !== undefined) await storage.takeSignal(key, name, sent.id, call)
      const until = known === undefined ? (timeout === null ? null : now + timeout) : known.until
      const isOver = sent !== undefined || (until !== null && until <= now)
      const row = stepRow(slot, isOver, sent?.payload ?? null, until, now)
      if (isOver || known === undefined) await storage.putSteps(key, [row], call)
      return isOver
        ? { kind: 'value', value: outputOf(row) as P | undefined }
        : { kind: 'rest', rest: { state: 'waiting', until, signal: name } }
    })
  }

  async #at<T>(
    name: string,
    kind: StepRow['kind'],
    action: string,
    work: (slot: Slot) => Promise<Answer<T>>,
  ): Promise<T> {
    checkName(name, 'name of the step', action)
    const position = this.#asked
    this.#asked += 1
    const known = this.#history.get(position)
    const fault = this.#faultOf(name, kind, known)
    if (fault !== undefined) {
      this.#refuse(replayRefused(fault))
      return new Promise(() => undefined)
    }
    this.#names.add(name)
    return this.#take(() => work({ position, name, kind, known }))
  }

  #faultOf(name: string, kind: StepRow['kind'], known: StepRow | undefined): string | undefined {
    const quoted = JSON.stringify(name)
    if (this.#names.has(name)) return `two of its steps are called ${quoted}`
    if (known === undefined || (known.name === name && known.kind === kind)) return undefined
    return `its code has the ${kind} ${quoted} where its history has the ${known.kind} ${JSON.stringify(known.name)}`
  }
}

/** A call that nobody awaits must not end the process when it fails; a step that failed stands in the history. */
const heard = <T>(call: () => Promise<T>): Promise<T> => {
  const called = call()
  called.catch(() => undefined)
  return called
}

const checkBody = (body: unknown, action: string): void => {
  if (typeof body !== 'function') throw new TypeError(`Cannot ${action}: the body must be a function`)
}

const stepRow = (
  { position, name, kind, known }: Slot,
  isOver: boolean,
  output: string | null,
  until: number | null,
  now: number,
): StepRow => ({
  position,
  name,
  kind,
  output,
  until,
  error: null,
  attempts: 1,
  state: isOver ? 'done' : 'pending',
  startedAt: known?.startedAt ?? now,
  completedAt: isOver ? now : null,
})
