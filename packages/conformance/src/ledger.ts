import type { Verdict } from './judge.ts'
import type { Rule } from './rule.ts'

export interface Entry {
  readonly id: string
  readonly title: string
  readonly verdict: Verdict
  /** How long it took. */
  readonly ms: number
}

export interface Totals {
  readonly pass: number
  readonly fail: number
  readonly absent: number
  readonly notRun: number
}

/** Every rule has exactly one verdict from the start, `not-run`, and changes it at most once. */
export interface Ledger {
  record(id: string, verdict: Verdict, ms: number): void
  readonly entries: readonly Entry[]
  /** Throws when the verdicts do not add up to the rules, or when nothing ran. */
  close(): Totals
}

export const totalsOf = (entries: readonly Entry[]): Totals => {
  const count = (verdict: Verdict): number => entries.filter((entry) => entry.verdict === verdict).length
  return { pass: count('pass'), fail: count('fail'), absent: count('absent'), notRun: count('not-run') }
}

export const openLedger = (rules: readonly Rule[]): Ledger => {
  const entries = new Map<string, Entry>()
  for (const { id, title } of rules) {
    if (entries.has(id)) throw new Error(`Two rules have the id ${id}`)
    entries.set(id, { id, title, verdict: 'not-run', ms: 0 })
  }
  if (entries.size === 0) throw new Error('A suite without rules proves nothing')
  return {
    record: (id, verdict, ms) => {
      const entry = entries.get(id)
      if (entry === undefined) throw new Error(`There is no rule ${id}`)
      if (entry.verdict !== 'not-run') throw new Error(`The rule ${id} has its verdict already`)
      entries.set(id, { ...entry, verdict, ms: Math.round(ms * 100) / 100 })
    },
    get entries() {
      return [...entries.values()]
    },
    close: () => {
      const totals = totalsOf([...entries.values()])
      const sum = totals.pass + totals.fail + totals.absent + totals.notRun
      if (sum !== rules.length) throw new Error(`${sum} verdicts for ${rules.length} rules`)
      if (totals.notRun === rules.length) throw new Error('No rule ran')
      return totals
    },
  }
}
