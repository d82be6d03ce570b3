import type { Finding, HazardRule } from '@holdfast/core'
import { describe, expect, test } from 'vitest'

/** A rule of the engine's own, what makes the database, a text that trips it there, and one that does not. */
export type HazardCase = readonly [rule: string, made: string, trips: string, passes: string]

/** A rule of all engines, what makes the database, a text, and what the finding tells of what is in the database. */
export type JudgedCase = readonly [rule: string, made: string, text: string, message: RegExp]

/** A rule of all engines, what makes the database, and a text in which the rule finds nothing there. */
export type SilentCase = readonly [rule: string, made: string, text: string]

export interface HazardTests {
  /** What the engine is called in titles. */
  readonly engine: string
  /** The rules of its own, in the order of their ids: each needs a case. */
  readonly hazards: readonly HazardRule[]
  /** Rules of its own that no text can trip on the version that is here; the backend tests them by itself. */
  readonly apart?: readonly string[]
  readonly cases: readonly HazardCase[]
  readonly judged: readonly JudgedCase[]
  readonly silent: readonly SilentCase[]
  /** What lint says of `text` about the database that `made` makes. */
  linted(made: string, text: string): Promise<readonly Finding[]>
}

/** Registers the tests of lint with the engine at hand: its own rules, and what it tells the rules of all engines. */
export const hazardTests = ({
  engine,
  hazards,
  apart = [],
  cases,
  judged,
  silent,
  linted,
}: HazardTests): void => {
  const findings = async (rule: string, made: string, text: string): Promise<readonly Finding[]> =>
    (await linted(made, text)).filter((finding) => finding.rule === rule)

  describe(`lintText(), with ${engine} at hand:`, () => {
    test.each(cases)('%s where the database is (%s) is tripped by %s', async (rule, made, trips) => {
      expect(await findings(rule, made, trips)).not.toEqual([])
    })

    test.each(cases.map(([rule, made, , passes]) => [rule, made, passes] as const))(
      '%s where the database is (%s) lets %s pass',
      async (rule, made, passes) => {
        expect(await findings(rule, made, passes)).toEqual([])
      },
    )

    test('every rule has a text that trips it and one that does not', () => {
      const tried = new Set([...cases.map(([rule]) => rule), ...apart])
      expect([...tried].toSorted()).toEqual(hazards.map(({ id }) => id))
    })
  })

  describe(`lintText() asks ${engine}, and judges`, () => {
    test.each(judged)('%s: %s; %s', async (rule, made, text, message) => {
      const found = await findings(rule, made, text)
      expect(found.map((finding) => finding.message)).toEqual([expect.stringMatching(message)])
      expect(found[0]?.level).not.toBe('not-judged')
    })

    test.each(silent)('%s, and finds nothing: %s; %s', async (rule, made, text) => {
      expect(await findings(rule, made, text)).toEqual([])
    })
  })
}
