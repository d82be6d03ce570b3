import type { Row } from './row.ts'

/** Why a target is missed, found with a profiler. A miss that is not explained here is a regression to look into. */
const reasons: readonly { readonly engine: string; readonly name: RegExp; readonly text: string }[] = []

export const reasonFor = ({ engine, name }: Row): string =>
  reasons.find((reason) => reason.engine === engine && reason.name.test(name))?.text ?? 'Not explained yet.'
