import { DefaultLogger, type DrizzleConfig, type Logger } from 'drizzle-orm'
import type { BuilderOptions } from '../options.ts'

/** Drizzle's own options, but for its cache: it would outlive a transaction that is rolled back. */
export interface DrizzleOptions<TSchema extends Record<string, unknown>>
  extends BuilderOptions, Omit<DrizzleConfig<TSchema>, 'cache'> {}

export const optionNames = ['statement', 'transaction', 'schema', 'logger', 'casing'] as const

export const loggerOf = ({ logger }: DrizzleOptions<Record<string, unknown>>): Logger | undefined =>
  logger === true ? new DefaultLogger() : logger === false ? undefined : logger
