const beginning = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|;)*([a-z]+)/i

/** The first word of a statement in lower case, past white space and comments; '' when there is none. */
export const keyword = (text: string): string => beginning.exec(text)?.[1]?.toLowerCase() ?? ''
