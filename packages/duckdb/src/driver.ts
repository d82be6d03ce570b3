import { existsSync } from 'node:fs'
import type {
  Connection,
  DatabaseCopies,
  Driver,
  EngineFacts,
  Environment,
  Failure,
  MaybePromise,
  Phase,
  Route,
  Wait,
} from '@holdfast/core'
import { failure } from './errors.ts'
import { facts } from './facts.ts'
import { Instance } from './engine/instance.ts'
import { locate, type Location } from './engine/location.ts'
import type { Settings } from './options.ts'
import { closeShared, openShared } from './engine/registry.ts'
import { running } from './engine/running.ts'
import { closeFailure, noFile, openFailure } from './engine/open-failure.ts'

export class DuckdbDriver implements Driver {
  readonly facts: EngineFacts
  readonly lanes = { writers: 1, readers: 'own' } as const
  readonly #instance: Instance
  readonly #settings: Settings

  private constructor(instance: Instance, settings: Settings, engineFacts: EngineFacts) {
    this.#instance = instance
    this.#settings = settings
    this.facts = engineFacts
    running.ask(settings.runningStatements)
  }

  static async open(
    location: Location,
    settings: Settings,
    environment: Pick<Environment, 'log' | 'create'>,
  ): Promise<DuckdbDriver> {
    const make = (): Promise<Instance> => Instance.open(location, settings, environment.log)
    if (environment.create === false && location.kind === 'file' && !existsSync(location.path))
      throw noFile(location.path)
    let instance: Instance
    try {
      instance =
        location.kind === 'file' ? await openShared(location.path, settings.readOnly, make) : await make()
    } catch (error) {
      throw openFailure(error, location)
    }
    try {
      return new DuckdbDriver(instance, settings, await facts(instance, location))
    } catch (error) {
      await closeShared(instance)
      throw error
    }
  }

  /** The log should have been merged into the file, and could not be yet: an open snapshot pins it, or there is no room. */
  get isCheckpointPending(): boolean {
    return this.#instance.isCheckpointPending
  }

  acquire(kind: Route, wait: Wait): MaybePromise<Connection> {
    return this.#instance.acquire(kind, wait)
  }

  route(text: string): MaybePromise<Route> {
    return this.#instance.route(text)
  }

  failure(error: unknown, phase: Phase): Failure {
    return failure(error, phase)
  }

  readonly copies: DatabaseCopies = {
    make: (file) => this.#instance.copyTo(file),
    size: () => this.#instance.size(),
    open: (file) => DuckdbDriver.open(locate(file), { ...this.#settings, readOnly: false }, {}),
    replace: (swap) => this.#instance.replace(swap),
    extension: '.duckdb',
    beside: ['.wal'],
  }

  async close(): Promise<void> {
    running.takeBack(this.#settings.runningStatements)
    try {
      await closeShared(this.#instance)
    } catch (error) {
      throw closeFailure(error, this.facts.namespace)
    }
  }
}
