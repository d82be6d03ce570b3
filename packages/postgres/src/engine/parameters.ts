import type { Milliseconds } from './milliseconds.ts'
import { type SslMode, sslModes } from './tls.ts'

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The same object without the entries that are `undefined`, so that spreading it hides no default. */
export const without = <T extends object>(object: T): Present<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>

export const parseSslMode = (text: string | undefined): SslMode | undefined => {
  if (text === undefined) return undefined
  const mode = sslModes.find((known) => known === text)
  if (mode === undefined) throw new RangeError(`sslmode must be one of ${sslModes.join(', ')}`)
  return mode
}

/** libpq counts its timeouts in seconds; 0 and negative mean no limit, which we never allow. */
export const seconds = (text: string | undefined): Milliseconds | undefined => {
  const value = Number(text)
  return text === undefined || !(value > 0) ? undefined : Math.ceil(value) * 1000
}
