import { refuse } from './refuse.ts'

/** Whether other backends have another text than `backend`. */
export const isForOne = (text: string | Readonly<Record<string, string>>, backend: string): boolean =>
  typeof text !== 'string' && Object.hasOwn(text, backend)

/** The text that is meant for `backend`. */
export const textFor = (
  text: string | Readonly<Record<string, string>>,
  backend: string,
  where: string,
): string => {
  if (typeof text === 'string') return text
  const found = Object.hasOwn(text, backend)
    ? text[backend]
    : Object.hasOwn(text, 'default')
      ? text['default']
      : undefined
  if (typeof found === 'string') return found
  throw refuse(
    `run ${where}`,
    `it has no text for the backend "${backend}"; add one under that name or as default, which may be a comment alone`,
  )
}
