import { parseSync } from 'oxc-parser'

const names = new Set([
  'sqlite',
  'sqlite3',
  'postgres',
  'postgresql',
  'pg',
  'duckdb',
  'duck',
  'mysql',
  'mariadb',
])
const longNames = /sqlite|postgres|duckdb|mysql|mariadb/i

/**
 * Where the code names a database: in an identifier (`pgArray`, `isSqlite`), a string or its own file name.
 * Comments may: an example needs a URL, and the reason for a rule may be an engine.
 */
export function databaseNames(file: string, code: string): string[] {
  const found = [file, ...withoutComments(file, code).split('\n')].flatMap((line, number) =>
    words(line)
      .filter(namesDatabase)
      .map((word) => (number === 0 ? `${file} is named ${word}` : `${file}:${number} ${word}`)),
  )
  return [...new Set(found)]
}

function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+/gu) ?? []
}

function namesDatabase(word: string): boolean {
  if (longNames.test(word)) return true
  const parts = word.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2').split(/[_$]/)
  return parts.some((part) => names.has(part.toLowerCase()))
}

/** The same text with blanks where comments were, so that line numbers stay. */
function withoutComments(file: string, code: string): string {
  let text = code
  for (const { start, end } of parseSync(file, code).comments) {
    text = text.slice(0, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ') + text.slice(end)
  }
  return text
}
