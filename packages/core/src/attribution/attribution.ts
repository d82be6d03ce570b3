import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attribution } from '../contracts/attribution.ts'
import { attributionFields, checkAttribution } from '../door/attribution.ts'
import { checkOptions } from '../door/options.ts'

/** One for all copies of core in the process: who is named by one copy must not be missing in a database that another opened. */
const registered = Symbol.for('holdfast.attribution.1')
const shared = globalThis as { [registered]?: AsyncLocalStorage<Attribution> }
const ambient = (shared[registered] ??= new AsyncLocalStorage<Attribution>())

const nobody: Attribution = Object.freeze({})

/**
 * Runs `body`, and everything that it starts, under this attribution: each audit entry and each recorded change made there is stamped with it. What an outer
 * attribution says and this one leaves out, or leaves undefined, goes on to hold. It crosses awaits, timers and callbacks, callers side by side do not see each other's, and
 * work that outlives `body` keeps it.
 *
 * Throws `TypeError` for an unknown field or one that is no text or empty, `too-large`, `invalid-value`, before `body` is run. Costs no I/O; on Node.js 20
 * the process keeps async contexts from the first call on, which slows every promise a little.
 */
export function withAttribution<R>(attribution: Attribution, body: () => R): R {
  const action = 'attribute what is done'
  if (typeof attribution !== 'object' || attribution === null)
    throw new TypeError(`Cannot ${action}: the attribution must be an object`)
  checkOptions(attribution, attributionFields, action)
  if (typeof body !== 'function')
    throw new TypeError(`Cannot ${action}: the second argument must be a function`)
  const merged = Object.freeze({ ...currentAttribution(), ...checkAttribution(attribution, action) })
  return ambient.run(merged, body)
}

/** By whom and why the caller acts, as the surrounding `withAttribution` calls say; empty outside of any. */
export const currentAttribution = (): Attribution => ambient.getStore() ?? nobody
