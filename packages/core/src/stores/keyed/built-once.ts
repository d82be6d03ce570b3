import type { Dialect } from '../../database/dialect.ts'
import type { KeySpace } from './key-space.ts'

const storesKept = 1_000

/** The statements of one store. Its lane names it. */
export type StoreShapes<S> = (dialect: Dialect, space: KeySpace, lane: string) => S

/** Texts are built once for each dialect and store; a handle is then cheap to make. */
export const builtOnce = <S>(make: StoreShapes<S>): StoreShapes<S> => {
  const built = new WeakMap<Dialect, Map<string, S>>()
  return (dialect, space, lane) => {
    let byLane = built.get(dialect)
    if (byLane === undefined) built.set(dialect, (byLane = new Map()))
    const known = byLane.get(lane)
    if (known !== undefined) return known
    if (byLane.size >= storesKept) byLane.delete(byLane.keys().next().value!)
    const made = make(dialect, space, lane)
    byLane.set(lane, made)
    return made
  }
}
