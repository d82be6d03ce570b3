import type { Rule } from '@holdfast/core'

/** Rules as their spans and bodies: `5–9 x`, with no end `5– x`. */
export const spansOf = (rules: readonly Rule[]): string[] =>
  rules.map(
    ({ from, until, body }) =>
      `${from.getTime()}–${until?.getTime() ?? ''} ${typeof body === 'string' ? body : JSON.stringify(body)}`,
  )
