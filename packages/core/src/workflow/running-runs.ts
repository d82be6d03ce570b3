import type { FlowStorage } from './flow-storage.ts'

/** Who works on a run in this process, by database, store and run. */
const rooms = new WeakMap<object, Map<string, Set<() => void>>>()

const nameOf = ({ lane }: FlowStorage, key: string): string => `${lane}\u0000${key}`

/** Calls `look` when somebody in this process has taken the run from whoever works on it; returns how to stop. */
export const onTaken = (storage: FlowStorage, key: string, look: () => void): (() => void) => {
  const room = rooms.get(storage.database) ?? new Map<string, Set<() => void>>()
  rooms.set(storage.database, room)
  const name = nameOf(storage, key)
  const looks = room.get(name) ?? new Set()
  room.set(name, looks.add(look))
  return () => {
    looks.delete(look)
    if (looks.size === 0 && room.get(name) === looks) room.delete(name)
  }
}

/** In a transaction: once it is committed, whoever works on the run in this process looks whether it is still his. */
export const tellTaken = (storage: FlowStorage, key: string): void =>
  storage.afterCommit(() => {
    for (const look of rooms.get(storage.database)?.get(nameOf(storage, key)) ?? []) look()
  })
