import { describe, expect, test } from 'vitest'
import { openLedger } from '../src/ledger.ts'
import { levelOf } from '../src/report.ts'
import { rule } from '../src/rule.ts'

const rules = ['a', 'b', 'c'].map((id) => rule({ id, title: id, present: async () => undefined }))

describe('openLedger()', () => {
  test('gives every rule the verdict not-run until it has another', () => {
    const ledger = openLedger(rules)
    ledger.record('a', 'pass', 1)
    ledger.record('b', 'absent', 1)
    expect(ledger.entries.map(({ id, verdict }) => [id, verdict])).toStrictEqual([
      ['a', 'pass'],
      ['b', 'absent'],
      ['c', 'not-run'],
    ])
    expect(ledger.close()).toStrictEqual({ pass: 1, fail: 0, absent: 1, notRun: 1 })
  })

  test('refuses two rules with one id, a verdict for no rule, and a second verdict', () => {
    expect(() => openLedger([...rules, ...rules.slice(0, 1)])).toThrow('Two rules')
    const ledger = openLedger(rules)
    expect(() => ledger.record('d', 'pass', 1)).toThrow('no rule d')
    ledger.record('a', 'fail', 1)
    expect(() => ledger.record('a', 'pass', 1)).toThrow('has its verdict')
  })

  test('takes no rules, and no rule that ran, for a failure', () => {
    expect(() => openLedger([])).toThrow('proves nothing')
    expect(() => openLedger(rules).close()).toThrow('No rule ran')
  })
})

describe('levelOf()', () => {
  test('is none for one failure, for one rule that did not run, and for nothing but absences', () => {
    const good = { pass: 5, fail: 0, absent: 1, notRun: 0 }
    expect(levelOf('behaviour', good)).toBe('behaviour')
    expect(levelOf('certification', good)).toBe('certification')
    expect(levelOf('behaviour', { ...good, fail: 1 })).toBe('none')
    expect(levelOf('behaviour', { ...good, notRun: 1 })).toBe('none')
    expect(levelOf('behaviour', { ...good, pass: 0 })).toBe('none')
  })
})
