const digits = (value: number, fraction: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: fraction, minimumFractionDigits: fraction })

const scaled = (value: number, unit: string): string =>
  `${digits(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`

/** A time in the unit a person would choose. */
export const duration = (milliseconds: number): string => {
  if (milliseconds >= 1_000) return scaled(milliseconds / 1_000, 's')
  return milliseconds >= 1 ? scaled(milliseconds, 'ms') : scaled(milliseconds * 1_000, 'µs')
}

export const count = (value: number): string => value.toLocaleString('en').replaceAll(',', '\u202f')

export const bytes = (value: number): string => {
  if (value >= 1 << 20) return `${count(value / (1 << 20))} MiB`
  return value >= 1 << 10 ? `${count(value / (1 << 10))} KiB` : `${value} B`
}

export const plural = (value: number, word: string): string =>
  `${count(value)} ${value === 1 ? word : `${word}s`}`

/** A tuple reads best with a mark that no key here contains. */
export const keyText = (key: string | readonly string[]): string =>
  typeof key === 'string' ? key : key.join(' › ')
