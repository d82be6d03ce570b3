import type { StoreCall } from '../door/store-call.ts'
import type { SendResult } from '../contracts/workflows.ts'
import { decodeJson } from '../door/json.ts'
import { HoldfastError } from '../errors.ts'
import type { FlowStorage, LockedRun } from './flow-storage.ts'
import { noRun } from './run-handle.ts'
import { tellTaken } from './running-runs.ts'

/** Runs `body` while nobody else changes the run. */
const locked = <T>(
  storage: FlowStorage,
  key: string,
  call: StoreCall,
  body: (storage: FlowStorage, run: LockedRun) => Promise<T>,
): Promise<T> =>
  storage.together(call, async (inner) => {
    const run = await inner.lock(key, call)
    if (run === undefined) throw noRun(call.action)
    return body(inner, run)
  })

const hasEnded = ({ state }: LockedRun): boolean =>
  state === 'completed' || state === 'failed' || state === 'cancelled'

export const sendSignal = (
  storage: FlowStorage,
  key: string,
  sent: { readonly name: string; readonly id: string | undefined; readonly payload: string },
  call: StoreCall,
): Promise<SendResult> =>
  locked(storage, key, call, async (inner, run) => {
    if (hasEnded(run)) return 'ended'
    const nth = run.signals + 1
    const { name, payload } = sent
    // A key of the sender's never begins as one of ours does.
    const id = sent.id === undefined ? `n${nth}` : `k${sent.id}`
    if (!(await inner.addSignal(key, { name, id, payload, nth }, call))) return 'repeated'
    const isAwaited =
      run.waitingFor !== null && (decodeJson(run.waitingFor) as readonly string[]).includes(name)
    const wake = isAwaited ? ({ state: 'pending', leasedUntil: run.now, waitingFor: null } as const) : {}
    await inner.change(key, { signals: nth, ...wake }, call)
    return 'kept'
  })

export const cancelRun = (storage: FlowStorage, key: string, call: StoreCall): Promise<boolean> =>
  locked(storage, key, call, async (inner, run) => {
    if (hasEnded(run)) return false
    const ended = { holder: null, leasedUntil: null, waitingFor: null, completedAt: run.now }
    await inner.change(key, { state: 'cancelled', ...ended }, call)
    tellTaken(inner, key)
    return true
  })

export const resumeRun = (storage: FlowStorage, key: string, call: StoreCall): Promise<boolean> =>
  locked(storage, key, call, async (inner, run) => {
    if (run.state !== 'failed' && run.state !== 'cancelled') return false
    await inner.removeFailed(key, call)
    const again = { error: null, deadlineAt: null, leasedUntil: run.now, completedAt: null }
    await inner.change(key, { state: 'pending', ...again }, call)
    return true
  })

/** A new run with the steps that ended before one of another run. */
export const forkRun = (
  storage: FlowStorage,
  from: string,
  key: string,
  step: string,
  call: StoreCall,
): Promise<void> =>
  locked(storage, from, call, async (inner, { workflow }) => {
    const history = await inner.history(from, call)
    const first = history.find(({ name }) => name === step)
    if (first === undefined)
      throw new HoldfastError('not-found', `Cannot ${call.action}: the run has no step of this name`)
    const { input } = (await inner.texts(from, call))!
    const steps = (await inner.summary(from, call))?.steps ?? null
    if (!(await inner.insert(key, { workflow, input, steps, deadline: null }, call)))
      throw new HoldfastError('duplicate', `Cannot ${call.action}: a run has the id of the new one`)
    const kept = history.filter(({ position, state }) => position < first.position && state !== 'pending')
    await inner.putSteps(key, kept, call)
  })
