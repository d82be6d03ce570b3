import type { Logger, RelationalSchemaConfig, TablesRelationalConfig } from 'drizzle-orm'

/** What a session of Drizzle's for a far database is made of, beside its far end. `D` is the dialect of the engine's family. */
export interface FarParts<D, S extends TablesRelationalConfig> {
  readonly dialect: D
  readonly relations: RelationalSchemaConfig<S> | undefined
  readonly logger: Logger | undefined
}

/** The options of such a session. */
export const farOptions = ({
  logger,
}: {
  readonly logger: Logger | undefined
}): { readonly logger?: Logger } => (logger === undefined ? {} : { logger })

/** Stands in for the client of a session, each of whose statements has one of its own. */
export const noClient = (): Promise<never> => Promise.reject(new TypeError('Each statement has its own'))
