import type { Milliseconds } from '../contracts/environment.ts'
import type { Rate } from './queue-storage.ts'

/*
 * The generic cell rate algorithm. Of a group there is one number: the time at which all that has begun would have begun had it been spaced evenly, one each
 * `per / limit`. It may run ahead of the clock by as much as the burst.
 */

/** Less than any spacing: what is lost by computing with doubles. */
const dust = 1e-6

const spacing = ({ limit, per }: Rate): number => per / limit

/** The stored time, of which a clock that was set back must not make a longer wait than the burst itself. */
const begunUntil = (rate: Rate, stored: number | null, now: number): number =>
  Math.min(Math.max(stored ?? now, now), now + rate.burst * spacing(rate))

/** How many may begin now. */
export const allowedNow = (rate: Rate, stored: number | null, now: number): number =>
  Math.floor((now - begunUntil(rate, stored, now)) / spacing(rate) + rate.burst + dust)

/** What is stored when `count` more have begun. */
export const afterBegun = (rate: Rate, stored: number | null, now: number, count: number): number =>
  begunUntil(rate, stored, now) + count * spacing(rate)

/** How long it is until one may begin; 0 when one may now. */
export const untilNext = (rate: Rate, stored: number | null, now: number): Milliseconds =>
  Math.max(0, Math.ceil(begunUntil(rate, stored, now) - (rate.burst - 1) * spacing(rate) - now - dust))
