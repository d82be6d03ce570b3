import type { ChainFault, ChainLink, ChainReport } from '../contracts/audit.ts'
import type { AuditRow, Trail } from './audit-storage.ts'
import { genesis, hashOf, type ChainName } from './chain-hash.ts'
import { numberOf } from './position.ts'

const faultsTold = 100

/** Goes along a chain entry by entry and notes what does not fit. */
export class ChainWalk {
  readonly faults: ChainFault[] = []
  faultCount = 0
  checked = 0
  /** The place of the last entry. */
  number: number
  /** Behind which entries are still to come; undefined before the first. */
  position: string | undefined
  expected: ChainReport['expected']
  /** What the next entry should hold as the hash before it; undefined where nobody can know. */
  #previous: string | undefined
  /** The place whose hash was compared with what a trail knows. */
  #judged = 0
  readonly #chain: ChainName
  readonly #expect: ChainLink | undefined

  constructor(chain: ChainName, trail: Trail | undefined, expect: ChainLink | undefined) {
    this.#chain = chain
    this.#expect = expect
    const { pruned = null, prunedHash = null } = trail ?? {}
    this.position = pruned ?? undefined
    this.number = pruned === null ? 0 : numberOf(pruned)
    this.#previous = pruned === null ? genesis : (prunedHash ?? undefined)
    if (expect === undefined) return
    this.expected = expect.number < this.number ? 'pruned' : 'different'
    this.#compare()
  }

  /** Leaves out what was pruned meanwhile, as far as it is not there: up to `to`. */
  skip({ pruned, prunedHash }: Trail, to: number): void {
    if (pruned === null) return
    const number = Math.min(numberOf(pruned), to)
    if (number <= this.number) return
    this.number = number
    this.#previous = number === numberOf(pruned) ? (prunedHash ?? undefined) : undefined
    this.position = pruned
    this.#compare()
  }

  take(row: AuditRow): void {
    const number = numberOf(row.position)
    this.checked++
    this.position = row.position
    if (number <= this.number) {
      this.fault('extra', number)
      return
    }
    if (number > this.number + 1) {
      this.fault('missing', this.number + 1, number - 1)
      this.#previous = undefined
    }
    if (row.hash === null || hashOf(this.#chain, row) !== row.hash) this.fault('edited', number)
    else if (this.#previous !== undefined && row.previous !== this.#previous) this.fault('unlinked', number)
    this.number = number
    this.#previous = row.hash ?? undefined
    this.#compare()
  }

  /** No entry is left; the trail knew of this many before it was looked. */
  end(known: number): void {
    if (this.number >= known) return
    this.fault('cut', this.number + 1, known)
    this.number = known
    this.#previous = undefined
  }

  /** What a trail knows as its last entry is the one where the walk is, if it is there. */
  compareWith(trail: Trail | undefined): void {
    if (trail?.number !== this.number || this.#judged === this.number) return
    this.#judged = this.number
    if (this.#previous !== undefined && trail.hash !== this.#previous) this.fault('unlinked', this.number)
  }

  /** The trail knows of no more than this, and was read later than all entries. */
  endWith(trail: Trail | undefined): void {
    const written = trail?.number ?? 0
    if (this.number > written) this.fault('extra', written + 1, this.number)
    else this.compareWith(trail)
  }

  fault(kind: ChainFault['kind'], from: number, to: number = from): void {
    const last = this.faults.at(-1)
    if (last?.kind === kind && last.to === from - 1 && this.faultCount === this.faults.length) {
      this.faults[this.faults.length - 1] = { ...last, to }
      return
    }
    this.faultCount++
    if (this.faults.length < faultsTold) this.faults.push({ kind, from, to })
  }

  #compare(): void {
    if (this.#expect?.number === this.number && this.#expect.hash === this.#previous) this.expected = 'same'
  }
}
