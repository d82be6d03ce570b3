import type { KyselyConfig } from 'kysely'
import type { BuilderOptions } from '../options.ts'

export interface KyselyOptions extends BuilderOptions, Pick<KyselyConfig, 'plugins' | 'log'> {
  /**
   * Whole numbers beyond ±(2^53 − 1) come as `bigint`. Without it they throw `out-of-range`, because the schema says
   * `number`; they are never rounded.
   */
  readonly bigints?: boolean
}
