/** Why a text is not the JSON that was asked for. Never leaves this folder: it becomes a reject. */
export class JsonFault extends Error {
  /** Where, in UTF-16 units from the beginning of the text. */
  readonly at: number
  readonly pointer: string
  /** The structure around it cannot be trusted any more, as after a missing bracket. */
  readonly isStructural: boolean

  constructor(reason: string, at: number, pointer: string, isStructural: boolean) {
    super(reason)
    this.at = at
    this.pointer = pointer
    this.isStructural = isStructural
  }
}
