import type { SqlStatement } from '../../contracts/sql-script.ts'
import type { Refuse } from './lexer.ts'

const dotCommand = /\.[A-Za-z]+/y

/** Refuses what only an engine's command-line client understands, where a statement begins. */
export const refuseClientCommand = (text: string, start: number, end: number, refuse: Refuse): void => {
  const first = text.slice(start, Math.min(end, start + 16)).toLowerCase()
  if (first === 'delimiter')
    refuse(
      start,
      'DELIMITER is a command of a client; remove it: bodies of statements are recognised without it',
    )
  if (first !== '.') return
  dotCommand.lastIndex = start
  const command = dotCommand.exec(text)?.[0]
  if (command !== undefined)
    refuse(
      start,
      `${command} is a command of a client and no SQL; write it as SQL, or put the other file in its place`,
    )
}

const fromStandardInput = /\bfrom\s+stdin\b/i

/** Refuses COPY with rows behind it: they are no SQL, and no client is there to send them. */
export const refuseInlineData = ({ words, text }: SqlStatement, start: number, refuse: Refuse): void => {
  if (/^copy\b/.test(words) && fromStandardInput.test(text))
    refuse(start, 'COPY … FROM stdin reads rows that are no SQL; write them as INSERT, or load them in code')
}
