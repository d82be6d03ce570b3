/** The command was written wrongly: no trace helps, another word does. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}
