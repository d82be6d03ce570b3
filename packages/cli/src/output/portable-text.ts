import type { PortableRehearsal } from '@holdfast/core'
import type { Paint } from './paint.ts'
import { rehearsalText } from './rehearsal-text.ts'
import { visible } from './visible.ts'

/** What would change on each database, and what not everywhere. */
export const portableText = (
  { isPortable, rehearsals, differences }: PortableRehearsal,
  paint: Paint,
): string => {
  const names = rehearsals.map(({ name }) => visible(name)).join(', ')
  return [
    ...rehearsals.map(
      ({ name, rehearsal }) => `${paint.bold(visible(`on ${name}`))}\n\n${rehearsalText(rehearsal, paint)}\n`,
    ),
    ...differences.map((one) => `${paint.red('not the same')}: ${visible(one)}\n`),
    isPortable
      ? `${paint.bold(`The same on ${names}.`)}\n`
      : `${paint.bold(differences.length > 0 ? 'Not the same everywhere.' : 'Not proven everywhere.')}\n`,
  ].join('')
}
