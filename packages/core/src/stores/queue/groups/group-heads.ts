import type { Call, Executor } from '../../../database/executor.ts'
import { compareBytes } from '../../../door/key.ts'
import { allowedNow } from '../../../queue/group-rate.ts'
import { isLine } from '../../../queue/group-of.ts'
import type { KeySpace } from '../../keyed/key-space.ts'
import { StoreText } from '../../keyed/store-text.ts'
import { jobTable } from '../tables.ts'
import { heldUp, isLost } from './group-columns.ts'
import type { HeldGroup } from './held-groups.ts'
import type { Share } from './share.ts'

/**
 * What each of these groups, which are held, can give now: a statement of its own behind the one that holds them, so that it sees what whoever held them before has
 * taken. Up to `limit` jobs of each.
 */
export const groupHeads = async (
  executor: Executor,
  space: KeySpace,
  groups: readonly HeldGroup[],
  now: number,
  limit: number,
  call: Call,
): Promise<readonly Share[]> => {
  const text = new StoreText(executor, space, jobTable)
  const { dialect } = executor
  const { key } = space
  const heads = dialect.firstOfEach({
    table: text.table,
    belongs: text.ofStore,
    key,
    columns: ['group_key', 'turn', key],
    column: 'group_key',
    condition: 't.turn is not null',
    order: `t.turn, t.${key}`,
    list: text.bind(groups.map(({ group }) => group)),
    limit: text.bind(limit),
  })
  const limited = groups.filter(({ limits }) => limits.concurrency !== null).map(({ group }) => group)
  const slots = [...limited, ...limited.filter(isLine).map(heldUpIn)]
  const counts = (): string =>
    `select 1 as part, t.slot as name, count(*) as number, min(t.${key}) as found_key from ${text.table} t where ${text.ofStore}t.slot is not null and ${dialect.anyOf('t.slot', text.bind(slots))} group by t.slot union all `
  const select = `${slots.length === 0 ? '' : counts()}select 2, group_key, turn, ${key} from (${heads}) as heads`
  const { rows } = await executor.query(text.finish('HEADS', select), 'read', call)
  const found = new Found()
  for (const [part, name, number, bound] of rows)
    found.add(Number(part) === 1, String(name), Number(number), space.unbind(String(bound)))
  return groups.map((held) => found.share(held, now))
}

const heldUpIn = (group: string): string => heldUp + group.slice(1)

interface Head {
  readonly turn: number
  readonly key: string
}

/** Rows about groups, as they come. */
class Found {
  /** By what stands in `slot`: how many, and the first key. */
  readonly #slots = new Map<string, { readonly count: number; readonly first: string }>()
  readonly #heads = new Map<string, Head[]>()

  add(isSlot: boolean, name: string, number: number, key: string): void {
    if (isSlot) this.#slots.set(name, { count: number, first: key })
    else {
      const heads = this.#heads.get(name)
      if (heads === undefined) this.#heads.set(name, [{ turn: number, key }])
      else heads.push({ turn: number, key })
    }
  }

  share({ group, limits, begunUntil }: HeldGroup, now: number): Share {
    const heads = (this.#heads.get(group) ?? []).toSorted(
      (left, right) => left.turn - right.turn || compareBytes(left.key, right.key),
    )
    const { concurrency, rate, weight } = limits
    const free =
      concurrency === null ? heads.length : Math.max(0, concurrency - (this.#slots.get(group)?.count ?? 0))
    const allowed = rate === null ? heads.length : allowedNow(rate, begunUntil, now)
    const room = this.#isHeldUp(group, heads[0]) ? 0 : Math.min(free, allowed)
    return { group, keys: heads.map(({ key }) => key), room, weight }
  }

  /** A job of the line that comes before waits for its time. */
  #isHeldUp(group: string, head: Head | undefined): boolean {
    if (head === undefined || !isLine(group) || isLost(head.turn)) return false
    const waiting = this.#slots.get(heldUpIn(group))
    return waiting !== undefined && compareBytes(waiting.first, head.key) < 0
  }
}
