import type { Verification } from '@holdfast/core'
import type { Paint } from './paint.ts'
import { problemsText } from './problems-text.ts'
import { visible } from './visible.ts'

/** In what a database is not what its history says. */
export const verificationText = ({ isWhole, problems, drift, started }: Verification, paint: Paint): string =>
  isWhole
    ? 'The database is what its history says.\n'
    : [
        problemsText(problems, paint),
        ...started.map(
          (version) => `${paint.red('half-way')}: ${version}; the next up goes on where it stopped\n`,
        ),
        ...drift.map((change) => `${paint.red('drift')}: ${visible(change)}\n`),
      ].join('')
