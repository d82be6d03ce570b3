import { hash } from 'node:crypto'
import { uuidV7 } from '../../door/uuid.ts'

/** What an event says. When it happened is the database's, and no part of what is chained. */
export interface ChainedEvent {
  readonly id: string
  readonly line: string
  readonly version: number
  readonly event: string
  readonly by: string
  readonly detail: string
}

/** The event that was written last. */
export interface LastEvent {
  readonly id: string
  readonly chain: string | null
}

/** SHA-256 over an event and the link before it: who changes or removes one changes all behind it. */
export const linkOf = (
  previous: string | null,
  { id, line, version, event, by, detail }: ChainedEvent,
): string => hash('sha256', JSON.stringify([previous, id, line, version, event, by, detail]))

/** Gives events their ids and links, in order, behind the last one that is there. */
export const chained = (
  last: LastEvent | undefined,
  events: readonly Omit<ChainedEvent, 'id'>[],
  now: number,
  random: (bytes: number) => Uint8Array,
): readonly (ChainedEvent & { readonly chain: string })[] => {
  // The order of events is that of their ids, also where the clock of the host before went ahead of ours.
  let at = last === undefined ? 0 : Number.parseInt(last.id.replaceAll('-', '').slice(0, 12), 16)
  let previous = last?.chain ?? null
  return events.map((told) => {
    at = Math.max(now, at + 1)
    const event = { ...told, id: uuidV7(at, random(10)) }
    previous = linkOf(previous, event)
    return { ...event, chain: previous }
  })
}
