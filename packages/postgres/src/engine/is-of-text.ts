/** Of the statement and of names, by its state: 42, 0A and 3F are of the text, 2B of what depends on what. In code of the server the text may have been made of a row. */
export const isOfText = (cause: Error): boolean =>
  'code' in cause &&
  /^(?:42|0A|3F|2B)[0-9A-Z]{3}$/.test(String(cause.code)) &&
  (!('where' in cause) || cause.where === undefined)
