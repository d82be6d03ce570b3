import { compareBytes } from '../door/key.ts'
import type { DriverCell } from './statement.ts'
import type { KeyedWrite } from './keyed-operation.ts'

/** One operation as it is sent, and the callers that it answers. */
export interface Member<P> {
  write: KeyedWrite<unknown>
  /** Every caller of this key in the group, in order of arrival, and how each finds its own row. */
  readonly callers: { readonly pending: P; row: (row: AnswerRow) => AnswerRow }[]
}

/** The row that came back for a key, if any. */
export type AnswerRow = readonly DriverCell[] | undefined

/** How a caller finds its own row where nothing was folded. */
export const itself = (row: AnswerRow): AnswerRow => row

/** Operations of one shape with distinct keys: one statement. */
export interface Group<P> {
  readonly id: string
  readonly members: Member<P>[]
}

export interface Plan<P> {
  readonly groups: readonly Group<P>[]
  /** What has to wait for the next flight. */
  readonly rest: readonly P[]
}

/**
 * Arranges writes so that a key occurs once in a statement and no write overtakes an earlier one of its key.
 *
 * With `strict`, groups commit one by one. So order is kept between keys too (a group takes only neighbours), and a key
 * occurs once a flight: a later write of it could succeed while the earlier one is still to be repeated. Otherwise the whole
 * flight is one commit, and a write joins the latest statement of its shape that keeps the order of its own key.
 */
export const planBatch = <P>(
  pendings: readonly P[],
  operationOf: (pending: P) => KeyedWrite<unknown>,
  strict: boolean,
): Plan<P> => {
  const groups: Group<P>[] = []
  /** By store, then by key: one text for both would be made and hashed for every operation. */
  const latestOfKey = new Map<string, Map<string, { group: number; member: Member<P> }>>()
  const latestOfShape = new Map<string, number>()
  let placed = 0
  for (const pending of pendings) {
    const write = operationOf(pending)
    const { lane, id } = write.shape
    let ofStore = latestOfKey.get(lane)
    if (ofStore === undefined) latestOfKey.set(lane, (ofStore = new Map()))
    const earlier = ofStore.get(write.key)
    const isFolded = earlier !== undefined && fold(earlier.member, write, pending)
    if (strict && earlier !== undefined && !isFolded) break
    placed++
    if (isFolded) continue
    const member: Member<P> = { write, callers: [{ pending, row: itself }] }
    const joined = strict ? groups.length - 1 : latestOfShape.get(id)
    let index = joined ?? -1
    const fits = index >= 0 && groups[index]!.id === id && (earlier === undefined || earlier.group < index)
    if (!fits) {
      index = groups.length
      groups.push({ id, members: [] })
      latestOfShape.set(id, index)
    }
    groups[index]!.members.push(member)
    ofStore.set(write.key, { group: index, member })
  }
  // Two hosts that lock the same rows in different orders deadlock.
  for (const group of groups) group.members.sort((a, b) => compareBytes(a.write.key, b.write.key))
  return { groups, rest: pendings.slice(placed) }
}

const fold = <P>(member: Member<P>, later: KeyedWrite<unknown>, pending: P): boolean => {
  const folded = member.write.shape.id === later.shape.id ? member.write.fold?.(later) : undefined
  if (folded === undefined) return false
  member.write = folded.write
  for (const caller of member.callers) {
    const inner = caller.row
    caller.row = (row) => inner(folded.earlier(row))
  }
  member.callers.push({ pending, row: itself })
  return true
}
