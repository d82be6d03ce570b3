import { styleText } from 'node:util'
import type { Outside, Writer } from '../outside.ts'

const styles = ['bold', 'dim', 'red', 'green', 'yellow'] as const
type Style = (typeof styles)[number]

/** Colours, or the same functions that leave a text as it is. */
export type Paint = Readonly<Record<Style, (text: string) => string>>

export const paintFor = (isColoured: boolean): Paint =>
  Object.fromEntries(
    styles.map((style) => [
      style,
      (text: string) =>
        isColoured && text !== '' ? styleText(style, text, { validateStream: false }) : text,
    ]),
  ) as Paint

/** What was asked for comes first, then what the environment says for all programs, then whether somebody looks. */
export const isColoured = (
  { env }: Pick<Outside, 'env'>,
  writer: Writer,
  asked: boolean | undefined,
): boolean => {
  if (asked !== undefined) return asked
  if ((env['NO_COLOR'] ?? '') !== '') return false
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0'
  return writer.isTTY === true && env['TERM'] !== 'dumb'
}
