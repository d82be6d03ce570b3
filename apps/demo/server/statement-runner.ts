import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { errorCodes } from '@holdfast/core'
import type { Problem, StatementAnswer } from './answers.ts'
import type { Opened } from './backends.ts'
import { Refusal, problemWithCauseOf } from './problem.ts'
import { longestStatement, runStatement, statementTimeout } from './statement.ts'

export type StatementResult = { readonly answer: StatementAnswer } | { readonly problem: Problem }

const program = fileURLToPath(new URL('statement-process.js', import.meta.url))

/** A little more than the transaction's own bound, so that an engine that minds it answers first. */
const patience = statementTimeout + 500

const timedOut: Problem = {
  code: 'timeout',
  message: `Cannot finish the statement in ${statementTimeout / 1_000} s: the process that ran it was ended.`,
  meaning: errorCodes.timeout,
}

const ended: Problem = {
  code: 'connection-lost',
  message: 'The process that ran the statement has ended: the statement took more memory than there is.',
  meaning: errorCodes['connection-lost'],
}

/** Runs visitors' statements, one at a time for each backend, and ends what does not end by itself. */
export class StatementRunner {
  readonly #children = new Map<string, ChildProcess>()
  readonly #running = new Set<string>()

  async run(id: string, { database, url }: Opened, text: unknown): Promise<StatementResult> {
    if (typeof text !== 'string' || text.trim() === '')
      throw new Refusal(400, 'misuse', 'There is no statement to run.')
    if (text.length > longestStatement)
      throw new Refusal(413, 'too-large', 'The statement is too long for this page.')
    if (this.#running.has(id)) throw new Refusal(409, 'busy', 'Another statement is running on this backend.')
    this.#running.add(id)
    try {
      // An engine that runs in this thread and cannot be stopped would stop the whole server instead.
      if (!database.capabilities.cancel && url !== undefined) return await this.#runApart(id, url, text)
      return { answer: await runStatement(database, text) }
    } catch (error) {
      return { problem: problemWithCauseOf(error) }
    } finally {
      this.#running.delete(id)
    }
  }

  async #runApart(id: string, url: string, text: string): Promise<StatementResult> {
    const child = this.#children.get(id) ?? (await this.#start(id, url))
    const limit = AbortSignal.timeout(patience)
    const gone = new AbortController()
    const onExit = (): void => gone.abort()
    child.once('exit', onExit)
    try {
      child.send(text)
      const [message] = (await once(child, 'message', { signal: AbortSignal.any([limit, gone.signal]) })) as [
        StatementResult,
      ]
      return message
    } catch (error) {
      if (gone.signal.aborted) return { problem: ended }
      if (!limit.aborted) throw error
      this.#children.delete(id)
      child.kill('SIGKILL')
      return { problem: timedOut }
    } finally {
      child.off('exit', onExit)
    }
  }

  async #start(id: string, url: string): Promise<ChildProcess> {
    const child = fork(program, [url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.once('exit', () => {
      if (this.#children.get(id) === child) this.#children.delete(id)
    })
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error('The process for statements ended before it was ready.')
      }),
    ])
    this.#children.set(id, child)
    return child
  }

  close(): void {
    for (const child of this.#children.values()) child.kill()
  }
}
