import type { WireValue } from './bound.ts'

/** What is kept for the next round; a larger one is handed over as it is. */
const usual = 65_536

const code = (letter: string): number => letter.charCodeAt(0)
const portal = code('P')
const prepared = code('S')

/**
 * Protocol messages one behind the other, for one write. A write each would be a system call each, and the first would wake
 * the server for a part of what it needs.
 */
export class Frames {
  #buffer = Buffer.allocUnsafe(usual)
  #end = 0

  parse(name: string, text: string): this {
    const start = this.#open(code('P'))
    this.#text(name)
    this.#text(text)
    this.#int16(0)
    return this.#close(start)
  }

  /** Texts travel in the text format, buffers in the binary one; what comes back is text. */
  bind(name: string, statement: string, values: readonly WireValue[]): this {
    const start = this.#open(code('B'))
    this.#text(name)
    this.#text(statement)
    this.#int16(values.length)
    for (const value of values) this.#int16(value !== null && typeof value === 'object' ? 1 : 0)
    this.#int16(values.length)
    for (const value of values) this.#value(value)
    this.#int16(0)
    return this.#close(start)
  }

  describe(name: string): this {
    const start = this.#open(code('D'))
    this.#byte(portal)
    this.#text(name)
    return this.#close(start)
  }

  /** At most so many rows; 0: all. */
  execute(name: string, rows: number): this {
    const start = this.#open(code('E'))
    this.#text(name)
    this.#int32(rows)
    return this.#close(start)
  }

  closePortal(name: string): this {
    return this.#closeNamed(portal, name)
  }

  closeStatement(name: string): this {
    return this.#closeNamed(prepared, name)
  }

  /** Has the server send what it has so far. */
  flush(): this {
    return this.#close(this.#open(code('H')))
  }

  sync(): this {
    return this.#close(this.#open(code('S')))
  }

  /** All messages since the last call. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#end)
    this.#end = 0
    if (this.#buffer.length > usual) {
      this.#buffer = Buffer.allocUnsafe(usual)
      return taken
    }
    return Buffer.from(taken)
  }

  #closeNamed(kind: number, name: string): this {
    const start = this.#open(code('C'))
    this.#byte(kind)
    this.#text(name)
    return this.#close(start)
  }

  #open(letter: number): number {
    this.#byte(letter)
    const start = this.#end
    this.#int32(0)
    return start
  }

  /** The length of a message counts itself and not the letter. */
  #close(start: number): this {
    this.#buffer.writeInt32BE(this.#end - start, start)
    return this
  }

  #value(value: WireValue): void {
    if (value === null) return this.#int32(-1)
    const start = this.#end
    this.#int32(0)
    if (typeof value === 'string') this.#characters(value)
    else {
      this.#reserve(value.length)
      value.copy(this.#buffer, this.#end)
      this.#end += value.length
    }
    this.#buffer.writeInt32BE(this.#end - start - 4, start)
  }

  /** Ended by a NUL. */
  #text(text: string): void {
    if (text !== '') this.#characters(text)
    this.#byte(0)
  }

  #characters(text: string): void {
    // No text takes more than three bytes for a unit; a long one is worth counting.
    this.#reserve(text.length > usual ? Buffer.byteLength(text) : text.length * 3)
    this.#end += this.#buffer.write(text, this.#end)
  }

  #byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#end++] = value
  }

  #int16(value: number): void {
    this.#reserve(2)
    this.#end = this.#buffer.writeUInt16BE(value, this.#end)
  }

  #int32(value: number): void {
    this.#reserve(4)
    this.#end = this.#buffer.writeInt32BE(value, this.#end)
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#end)
    this.#buffer = larger
  }
}
