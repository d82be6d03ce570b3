import type { RowStore } from '../rows/row-store.ts'
import { effectiveAt, listBelieved, winnerOf } from './rule-beliefs.ts'
import type { TypeCall } from './rule-call.ts'
import { keysOf } from './rule-keys.ts'
import { isRule, type RuleRecord, type RuleRow } from './rule-row.ts'

export interface PageCall extends TypeCall {
  readonly at: number | undefined
  readonly asOf: number | undefined
  /** The most specific first, everybody last. */
  readonly scopes: readonly string[]
  readonly after: string | undefined
  readonly limit: number
}

/** The winners of the keys of a type. Where a key has rules in several scopes and priorities it takes more than one statement. */
export const effectivePage = async (
  rows: RowStore<RuleRow>,
  call: PageCall,
): Promise<readonly RuleRecord[]> => {
  const { limit, scopes, asOf } = call
  const where = [...effectiveAt(call.at), { column: 'scope', is: 'in', value: scopes } as const]
  const page: RuleRecord[] = []
  const { low: first, high } = keysOf(call.type, call.after, call.action)
  let low = first
  let ofKey: RuleRecord[] = []
  const take = (): void => {
    const winner = winnerOf(ofKey, scopes)
    if (winner !== undefined) page.push(winner)
    ofKey = []
  }
  // One more tells that the last key is complete, and one is the horizon.
  const most = limit + 2
  for (;;) {
    const found = await listBelieved(rows, [{ low, high }], asOf, { where, limit: most }, call)
    for (const record of found.filter(isRule)) {
      if (ofKey.length > 0 && ofKey[0]!.values.rule !== record.values.rule) take()
      if (page.length === limit) return page
      ofKey.push(record)
    }
    if (found.length < most) {
      take()
      return page
    }
    low = `${found.at(-1)!.key}\u0001`
  }
}
