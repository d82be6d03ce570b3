/** The number of a migration. */
export const version = (text: string): number => {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number
  throw new TypeError('expected the number of a migration, as 7')
}

export const milliseconds = (text: string): number => {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new TypeError('expected milliseconds, as 5000')
}

export const wholeNumber = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new TypeError('expected a whole number, as 10')
}
