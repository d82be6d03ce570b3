/** One thing that happened. Attribute names are those of OpenTelemetry's database conventions where they have one. */
export interface LogEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly event: 'open' | 'close' | 'statement' | 'transaction' | 'wait' | 'retry' | 'batch' | 'maintenance'
  readonly message: string
  /** How long it took, in milliseconds. */
  readonly duration?: number
  /** True for a statement slower than `slowStatement`. */
  readonly slow?: boolean
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

export type Log = (event: LogEvent) => void
