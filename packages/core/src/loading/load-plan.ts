import type { Milliseconds } from '../contracts/environment.ts'
import type { Life } from './load-storage.ts'

/** How one value is to be loaded: the options with every default filled in. */
export interface LoadPlan {
  readonly life: Life
  /** The longest wait where there is a stale value; undefined until the load is done. */
  readonly softTimeout: Milliseconds | undefined
  readonly hardTimeout: Milliseconds | undefined
  readonly backoff: Milliseconds
  readonly coordinate: 'process' | 'cluster'
  readonly lease: Milliseconds
}
