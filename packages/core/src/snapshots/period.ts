import type { Period, When } from '../contracts/snapshots.ts'

/** A period: its label, and where it begins and ends. Epoch milliseconds, in UTC. */
export interface Span {
  readonly label: string
  readonly start: number
  readonly end: number
}

interface Calendar {
  /** The start of the period that the instant lies in. */
  start(date: Date): number
  /** The start of the `by`th period after the one that starts here. */
  step(start: number, by: number): number
  label(start: Date): string
  readonly form: RegExp
  /** The start of a label that has the form. */
  parse(parts: readonly number[]): number
}

const hour = 3_600_000
const day = 24 * hour
const week = 7 * day

const digits = (value: number, length: number): string => String(value).padStart(length, '0')
const year = (date: Date): string => digits(date.getUTCFullYear(), 4)
const month = (date: Date): string => `${year(date)}-${digits(date.getUTCMonth() + 1, 2)}`
const dayOf = (date: Date): string => `${month(date)}-${digits(date.getUTCDate(), 2)}`

/** The years 0 to 99 are years too, which `Date.UTC` takes for others. */
const utc = (years: number, months: number, days = 1, hours = 0): number =>
  new Date(0).setUTCFullYear(years, months, days) + hours * hour

const fixed = (length: number): Pick<Calendar, 'step'> => ({ step: (start, by) => start + by * length })
const months = (count: number): Pick<Calendar, 'step'> => ({
  step: (start, by) => {
    const date = new Date(start)
    return utc(date.getUTCFullYear(), date.getUTCMonth() + by * count)
  },
})

/** Monday of the week. */
const monday = (date: Date): number =>
  utc(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() - ((date.getUTCDay() + 6) % 7))

const firstMonday = (isoYear: number): number => monday(new Date(utc(isoYear, 0, 4)))

const calendars: Readonly<Record<Period, Calendar>> = {
  hour: {
    start: (date) => Math.floor(date.getTime() / hour) * hour,
    ...fixed(hour),
    label: (start) => `${dayOf(start)}T${digits(start.getUTCHours(), 2)}`,
    form: /^(\d{4})-(\d\d)-(\d\d)T(\d\d)$/,
    parse: ([years, month1, days, hours]) => utc(years!, month1! - 1, days, hours),
  },
  day: {
    start: (date) => Math.floor(date.getTime() / day) * day,
    ...fixed(day),
    label: dayOf,
    form: /^(\d{4})-(\d\d)-(\d\d)$/,
    parse: ([years, month1, days]) => utc(years!, month1! - 1, days),
  },
  week: {
    start: monday,
    ...fixed(week),
    label: (start) => {
      // A week is of the year that its Thursday is of.
      const isoYear = new Date(start.getTime() + 3 * day).getUTCFullYear()
      return `${digits(isoYear, 4)}-W${digits((start.getTime() - firstMonday(isoYear)) / week + 1, 2)}`
    },
    form: /^(\d{4})-W(\d\d)$/,
    parse: ([isoYear, number]) => firstMonday(isoYear!) + (number! - 1) * week,
  },
  month: {
    start: (date) => utc(date.getUTCFullYear(), date.getUTCMonth()),
    ...months(1),
    label: month,
    form: /^(\d{4})-(\d\d)$/,
    parse: ([years, month1]) => utc(years!, month1! - 1),
  },
  quarter: {
    start: (date) => utc(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3),
    ...months(3),
    label: (start) => `${year(start)}-Q${start.getUTCMonth() / 3 + 1}`,
    form: /^(\d{4})-Q(\d)$/,
    parse: ([years, quarter]) => utc(years!, (quarter! - 1) * 3),
  },
  year: {
    start: (date) => utc(date.getUTCFullYear(), 0),
    ...months(12),
    label: year,
    form: /^(\d{4})$/,
    parse: ([years]) => utc(years!, 0),
  },
}

export const checkPeriod = (period: unknown, action: string): Period => {
  if (typeof period === 'string' && Object.hasOwn(calendars, period)) return period as Period
  throw new TypeError(`Cannot ${action}: period must be one of ${Object.keys(calendars).join(', ')}`)
}

/** The period with this label, or that an instant lies in. Throws `TypeError`, and `RangeError` outside of the years 0001 to 9998. */
export const spanOf = (period: Period, when: When, action: string): Span => {
  const calendar = calendars[period]
  if (typeof when === 'string') {
    const match = calendar.form.exec(when)
    const start = match === null ? Number.NaN : calendar.parse(match.slice(1).map(Number))
    // A day that does not exist, as the 30th of February, is another day's start.
    if (Number.isNaN(start) || calendar.label(new Date(start)) !== when)
      throw new RangeError(`Cannot ${action}: that is no label of a ${period}, as "${exampleOf(period)}"`)
    return spanFrom(period, start, action)
  }
  if (!(when instanceof Date))
    throw new TypeError(`Cannot ${action}: a period is given by its label or by a Date`)
  if (Number.isNaN(when.getTime())) throw new RangeError(`Cannot ${action}: the Date is not valid`)
  return spanFrom(period, calendar.start(when), action)
}

/** The period that is `by` periods after the given one. */
export const spanAfter = (period: Period, span: Span, by: number, action: string): Span =>
  spanFrom(period, calendars[period].step(span.start, by), action)

const [earliest, latest] = [utc(1, 0), utc(9_999, 0)]

const spanFrom = (period: Period, start: number, action: string): Span => {
  if (!(start >= earliest && start < latest))
    throw new RangeError(`Cannot ${action}: a period lies in the years 0001 to 9998`)
  const calendar = calendars[period]
  return { label: calendar.label(new Date(start)), start, end: calendar.step(start, 1) }
}

const exampleOf = (period: Period): string =>
  calendars[period].label(new Date(calendars[period].start(new Date(utc(2_026, 0, 1)))))
