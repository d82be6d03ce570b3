/** Our messages are "Cannot <action>: <reason>; <remedy>". */
const shape = /^(?:Cannot [^:]+: )?(?<reason>.*?)(?:; (?<remedy>[^;]+))?$/s

const partsOf = (error: unknown): { readonly reason?: string; readonly remedy?: string } =>
  shape.exec(error instanceof Error ? error.message : String(error))?.groups ?? {}

export const errorText = (error: unknown): string => partsOf(error).reason ?? ''

export const remedyOf = (error: unknown): string => partsOf(error).remedy ?? 'mend it, and look again'
