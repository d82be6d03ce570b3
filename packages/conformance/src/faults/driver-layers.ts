import {
  sqlBackend,
  type Backend,
  type Dialect,
  type Driver,
  type SqlBackend,
  type SqlBackendDefinition,
} from '@holdfast/core'

/** A driver in place of another one. */
export type DriverLayer = (driver: Driver) => Driver

interface Made {
  readonly definition: SqlBackendDefinition
  /** The one next to the engine first. */
  readonly layers: readonly DriverLayer[]
}

const known = new WeakMap<Backend, Made>()

/** Absent from a backend that was not made by `sqlBackend`. */
const madeOf = (backend: Backend): Made | undefined => {
  const { definition } = backend as Partial<SqlBackend>
  return known.get(backend) ?? (definition && { definition, layers: [] })
}

const build = (made: Made): Backend => {
  const { definition, layers } = made
  const backend = sqlBackend({
    ...definition,
    open: async (environment) =>
      layers.reduce((driver, layer) => layer(driver), await definition.open(environment)),
  })
  known.set(backend, made)
  return backend
}

/**
 * The backend with a layer around its driver: next to the engine, below all that are there already, or next to core. What is
 * wrong about a driver must lie above the faults that it is to be tried with. Undefined for a backend without a driver.
 */
export const layered = (
  backend: Backend,
  layer: DriverLayer,
  nextTo: 'engine' | 'core',
): Backend | undefined => {
  const made = madeOf(backend)
  if (made === undefined) return undefined
  const layers = nextTo === 'engine' ? [layer, ...made.layers] : [...made.layers, layer]
  return build({ definition: made.definition, layers })
}

/** The backend with another dialect. Undefined for a backend without one. */
export const spokenAs = (backend: Backend, change: (dialect: Dialect) => Dialect): Backend | undefined => {
  const made = madeOf(backend)
  if (made === undefined) return undefined
  const { definition, layers } = made
  return build({ definition: { ...definition, dialect: change(definition.dialect) }, layers })
}

/** The backend of another release: one whose stores have other tables. Undefined for a backend without any. */
export const withLines = (
  backend: Backend,
  lines: NonNullable<SqlBackendDefinition['lines']>,
): Backend | undefined => {
  const made = madeOf(backend)
  if (made === undefined) return undefined
  const { definition, layers } = made
  return build({ definition: { ...definition, lines }, layers })
}
