import { describe, expect, test } from 'vitest'
import type { AuditDraft, AuditRow, AuditStorage, Trail } from '../../src/audit/audit-storage.ts'
import { linkRows } from '../../src/audit/chain-hash.ts'
import { verifyChain } from '../../src/audit/verify-chain.ts'

const chain = { ns: '', name: 'trail' }
const call = { action: 'verify', signal: undefined }

const draftOf = (index: number): AuditDraft => ({
  id: `01a20014-2a00-7f11-bcce-${String(index).padStart(12, '0')}`,
  action: 'a',
  severity: null,
  entityType: null,
  entityId: null,
  details: null,
  actor: null,
  reason: null,
  requestId: null,
  ip: null,
})

/** A chain in which something happens just before each look at its entries. */
class Stage {
  rows: readonly AuditRow[]
  trail: Trail
  looks = 0

  constructor(count: number) {
    this.rows = linkRows(
      chain,
      Array.from({ length: count }, (_, index) => draftOf(index)),
      { number: 0, hash: null },
      5,
    )
    this.trail = {
      isChain: true,
      number: count,
      hash: this.rows.at(-1)?.hash ?? null,
      pruned: null,
      prunedHash: null,
    }
  }

  prune(count: number): void {
    const last = this.rows.at(count - 1)!
    this.rows = this.rows.slice(count)
    this.trail = { ...this.trail, pruned: last.position, prunedHash: last.hash }
  }

  write(count: number): void {
    const { number, hash } = this.trail
    const drafts = Array.from({ length: count }, (_, index) => draftOf(number + index))
    this.rows = [...this.rows, ...linkRows(chain, drafts, { number, hash }, 6)]
    this.trail = { ...this.trail, number: number + count, hash: this.rows.at(-1)!.hash }
  }

  storage(before: (look: number) => void): AuditStorage {
    return {
      ...chain,
      trail: async () => this.trail,
      after: async (position: string | undefined, limit: number) => {
        before((this.looks += 1))
        const rows = this.rows
          .filter((row) => position === undefined || row.position > position)
          .slice(0, limit)
        return { rows, settled: rows.length, pruned: this.trail.pruned }
      },
    } as unknown as AuditStorage
  }
}

const whole = { isIntact: true, faults: [] }

describe('verifyChain()', () => {
  test('verifyChain() takes what was pruned before its first look for no removal', async () => {
    const stage = new Stage(10)
    const report = await verifyChain(
      stage.storage((look) => look === 1 && stage.prune(4)),
      undefined,
      call,
    )
    expect(report).toMatchObject({ ...whole, checked: 6, pruned: 4 })
  })

  test('verifyChain() takes a whole chain that was pruned meanwhile for no cut', async () => {
    const stage = new Stage(10)
    const report = await verifyChain(
      stage.storage((look) => look === 1 && stage.prune(10)),
      undefined,
      call,
    )
    expect(report).toMatchObject({ ...whole, checked: 0, pruned: 10 })
  })

  test('verifyChain() goes on behind what was pruned and written between two looks', async () => {
    const stage = new Stage(1_500)
    const happen = (look: number): void => {
      if (look !== 2) return
      stage.prune(1_200)
      stage.write(3)
    }
    const report = await verifyChain(stage.storage(happen), undefined, call)
    expect(report).toMatchObject({ ...whole, checked: 1_303, pruned: 1_200, head: { number: 1_503 } })
  })

  test('verifyChain() does not run after those who write faster than it reads', async () => {
    const stage = new Stage(10)
    const report = await verifyChain(
      stage.storage(() => stage.write(500)),
      undefined,
      call,
    )
    expect(report).toMatchObject(whole)
    expect(stage.looks).toBe(1)
  })

  test('verifyChain() finds what was removed behind what was pruned meanwhile', async () => {
    const stage = new Stage(10)
    const happen = (look: number): void => {
      if (look !== 1) return
      stage.prune(4)
      stage.rows = stage.rows.slice(2)
    }
    const { faults } = await verifyChain(stage.storage(happen), undefined, call)
    expect(faults).toStrictEqual([{ kind: 'missing', from: 5, to: 6 }])
  })

  test('verifyChain() tells a hundred faults and counts the others', async () => {
    const stage = new Stage(500)
    stage.rows = stage.rows.filter((_, index) => index % 2 === 1)
    const report = await verifyChain(
      stage.storage(() => undefined),
      undefined,
      call,
    )
    expect([report.faults.length, report.faultCount]).toStrictEqual([100, 250])
  })
})
