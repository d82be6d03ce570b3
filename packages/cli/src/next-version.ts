const numbered = /^(?<digits>\d+)(?<separator>[-_])/

export interface NextVersion {
  readonly digits: string
  readonly separator: string
}

/** The next number in the style of a folder: counted with as many digits, or the time where the last one is a time. */
export const nextVersion = (files: readonly string[], now: Date): NextVersion => {
  const found = files
    .flatMap((file) => {
      const { digits, separator } = numbered.exec(file)?.groups ?? {}
      return digits === undefined ? [] : [{ digits, separator: separator!, number: Number(digits) }]
    })
    .toSorted((a, b) => a.number - b.number)
  const last = found.at(-1)
  if (last === undefined) return { digits: '001', separator: '_' }
  const { digits, separator, number } = last
  const time = timeAs(digits.length, now)
  // Two that were made in one second, or on clocks that differ, still follow each other.
  const next = time === undefined || Number(time) <= number ? number + 1 : Number(time)
  return { digits: String(next).padStart(digits.length, '0'), separator }
}

const timeAs = (length: number, now: Date): string | undefined => {
  if (length === 14) return now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  if (length === 13) return String(now.getTime())
  return length === 10 ? String(Math.floor(now.getTime() / 1_000)) : undefined
}
