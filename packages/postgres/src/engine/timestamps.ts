const pattern =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?$/

/**
 * Reads `timestamp` and `timestamptz` in the ISO style; without an offset it is UTC. What is below a millisecond is cut,
 * towards the past. `infinity` and instants beyond the range of `Date` stay text.
 */
export const parseTimestamp = (text: string): Date | string => {
  const match = pattern.exec(text)
  if (match === null) return text
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction,
    sign,
    offsetHour,
    offsetMinute,
    offsetSecond,
    bc,
  ] = match
  const date = new Date(0)
  date.setUTCFullYear(bc === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day))
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  date.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds)
  const offset = Number(offsetHour ?? 0) * 3600 + Number(offsetMinute ?? 0) * 60 + Number(offsetSecond ?? 0)
  date.setTime(date.getTime() + (sign === '-' ? offset : -offset) * 1000)
  return Number.isNaN(date.getTime()) ? text : date
}

/** An instant as PostgreSQL reads it, which has no sign for a year: beyond 9999 more digits, before 1 the suffix BC. */
export const formatTimestamp = (date: Date): string => {
  const iso = date.toISOString()
  if (iso.length === 24 && !iso.startsWith('0000')) return iso
  const year = date.getUTCFullYear()
  const rest = iso.slice(-20)
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`
}
