import { HoldfastError } from '@holdfast/core'
import type { Outside } from '../outside.ts'
import { isColoured, paintFor, type Paint } from './paint.ts'
import { redact } from './redact.ts'
import { errorData, toJson } from './to-json.ts'
import { visible } from './visible.ts'

export interface OutputFlags {
  readonly json?: boolean
  readonly color?: boolean
  readonly verbose?: boolean
}

/** Results go to standard output, for people or as data; everything else goes to standard error. */
export class Output {
  readonly isJson: boolean
  readonly #outside: Outside
  readonly #paint: Paint
  readonly #errorPaint: Paint
  readonly #isVerbose: boolean
  #hasAnswered = false
  #makeRoom: () => void = () => undefined

  constructor(outside: Outside, { json = false, color, verbose = false }: OutputFlags) {
    this.#outside = outside
    this.isJson = json
    this.#isVerbose = verbose
    this.#paint = paintFor(isColoured(outside, outside.stdout, color))
    this.#errorPaint = paintFor(isColoured(outside, outside.stderr, color))
  }

  /** Called before anything is written, so that it does not stand behind a bar on the same terminal. */
  afterProgress(end: () => void): void {
    this.#makeRoom = end
  }

  /** The answer of the command: `data` unchanged, or what people read of it. */
  answer(data: unknown, forPeople: (paint: Paint) => string): void {
    this.#makeRoom()
    this.#hasAnswered = true
    this.#outside.stdout.write(this.isJson ? toJson(data) : forPeople(this.#paint))
  }

  /** What is worth knowing beside the answer. */
  note(text: string): void {
    this.#makeRoom()
    this.#outside.stderr.write(`${visible(redact(text))}\n`)
  }

  /** Message and remedy; the trace and the cause only for who asks, because a cause may quote a stored value. */
  failure(error: unknown): void {
    this.#makeRoom()
    const { red, dim } = this.#errorPaint
    const shown =
      error instanceof Error ? error : new Error(`something was thrown that is no error: ${typeof error}`)
    const code = shown instanceof HoldfastError ? `[${shown.code}]` : ''
    const message = `${shown.message}${systemCode(shown.cause)}`
    this.#outside.stderr.write(`${red(`error${code}`)}: ${visible(redact(message))}\n`)
    if (this.#isVerbose) this.#outside.stderr.write(dim(causes(shown)))
    if (this.isJson && !this.#hasAnswered) this.answer({ error: errorData(shown) }, () => '')
  }
}

/** What the operating system calls it, as ECONNREFUSED: it quotes nothing. */
const systemCode = (cause: unknown): string => {
  const code = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^E[A-Z]{2,}$/.test(code) ? ` (${code})` : ''
}

const causes = (error: Error): string => {
  const lines = [visible(redact(error.stack ?? ''))]
  for (let cause = error.cause; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    lines.push(
      `caused by: ${visible(redact(cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause))}`,
    )
  return `${lines.join('\n')}\n`
}
