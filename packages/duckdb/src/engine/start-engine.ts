import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError } from '@holdfast/core'
import type { Location } from './location.ts'
import { OneThread } from './one-thread.ts'
import type { Settings } from '../options.ts'

/** An engine, and a connection that never uses the database, so that it can still detach one that has become unusable. */
export interface Engine {
  readonly instance: DuckDBInstance
  readonly keeper: DuckDBConnection
  readonly oneThread: OneThread
}

export const startEngine = async (location: Location, settings: Settings): Promise<Engine> => {
  const path = location.kind === 'motherduck' ? location.path : ':memory:'
  const instance = await DuckDBInstance.create(path, configOf(location, settings))
  try {
    const keeper = await instance.connect()
    // A prepared statement keeps what its plan took from the statistics of that moment: on a table without nulls `v is null` is
    // planned as false, and stays so when nulls have come.
    await keeper.run("set global disabled_optimizers = 'statistics_propagation'")
    // Beside rows that its transaction has not committed yet, a look-up by index (1.5) tells two threads the same place in the order of
    // insertion. Whatever keeps that order then fails with an internal error, for which the engine gives up every database it has.
    await keeper.run('set global preserve_insertion_order = false')
    // Times and zones come out the same whatever the machine is set to.
    await keeper.run("set global timezone = 'UTC'")
    // An upsert joins with the whole table, and looks at few of its rows only if it may make a filter of all its keys.
    await keeper.run('set global dynamic_or_filter_threshold = 256')
    return { instance, keeper, oneThread: new OneThread(keeper, () => instance.connect()) }
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

const configOf = (
  location: Location,
  { threads, memoryLimit, readOnly }: Settings,
): Record<string, string> => {
  if (location.kind === 'memory' && readOnly) {
    throw new HoldfastError(
      'unsupported',
      'Cannot open a database in memory for reading only: it would stay empty',
    )
  }
  return {
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    // The engine spills beside its file; attached to an empty engine it would spill into the working directory.
    ...(location.kind === 'file' ? { temp_directory: `${location.path}.tmp` } : {}),
  }
}
