import type { Backend, Connection, Driver } from '@holdfast/core'
import { layered } from './driver-layers.ts'
import { InjectedFault, type DriverCall, type Fault, type FaultPlan } from './fault.ts'
import { FaultyConnection } from './faulty-connection.ts'

/**
 * Disturbs a SQL backend below core and above its engine: any call of its driver can fail, before or after it was made, with a
 * failure of your choice, hang, or lose the connection. Until a plan is laid nothing happens.
 *
 * ```ts
 * const faults = faultLayer()
 * const db = await open(faults.around(mydb('app.db'))!)
 * faults.lay(({ kind }) => (kind === 'commit' ? { when: 'before', failure } : undefined))
 * ```
 */
export interface FaultLayer {
  /** The backend, disturbed. Undefined when it was not made by `sqlBackend`, for then there is no driver to be in front of. */
  around(backend: Backend): Backend | undefined
  /** Lays a plan in place of the one before, or none; calls are numbered from 1 again. */
  lay(plan?: FaultPlan): void
  /** How many calls there were since the plan was laid. */
  readonly calls: number
  /** How many connections are out. */
  readonly out: number
}

export const faultLayer = (): FaultLayer => {
  let plan: FaultPlan | undefined
  let calls = 0
  let out = 0
  const ask = (call: Omit<DriverCall, 'number'>): Fault | undefined => {
    calls += 1
    return plan?.({ ...call, number: calls })
  }
  const borrowed = (connection: Connection): Connection => {
    out += 1
    return new FaultyConnection(connection, ask, () => {
      out -= 1
    })
  }
  const disturbed = (driver: Driver): Driver => ({
    facts: driver.facts,
    lanes: driver.lanes,
    acquire: (kind, wait) => {
      const fault = ask({ kind: 'acquire', transaction: [] })
      if (fault !== undefined && fault.when !== 'never') throw new InjectedFault(fault.failure)
      const got = driver.acquire(kind, wait)
      return got instanceof Promise ? got.then(borrowed) : borrowed(got)
    },
    route: (text) => {
      const fault = ask({ kind: 'route', transaction: [] })
      if (fault !== undefined && fault.when !== 'never') throw new InjectedFault(fault.failure)
      return driver.route(text)
    },
    failure: (error, phase) =>
      error instanceof InjectedFault ? error.failure : driver.failure(error, phase),
    ...(driver.copies && { copies: driver.copies }),
    ...(driver.settle && { settle: (token: string) => driver.settle!(token) }),
    close: () => driver.close(),
  })
  return {
    around: (backend) => layered(backend, disturbed, 'engine'),
    lay: (next) => {
      plan = next
      calls = 0
    },
    get calls() {
      return calls
    },
    get out() {
      return out
    },
  }
}
