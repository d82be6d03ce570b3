import { Misuse } from './misuse.ts'

/** Letters and digits of any language; the rest becomes `_`, so that the name works on every file system and in every shell. */
export const migrationName = (words: readonly string[]): string => {
  const name = words
    .join(' ')
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}-]+/gu, '_')
    .replaceAll(/^[_-]+|[_-]+$/g, '')
  const short = Array.from(name).slice(0, 100).join('')
  if (short !== '') return short
  throw new Misuse('Cannot make the migration: its name needs a letter or a digit, as "add email to users"')
}
