const credentials = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)[^\s]*@/gi
const parameters = /\b((?:\w*(?:password|passwd|token|secret))=)(?:'[^']*'|"[^"]*"|[^&\s"']+)/gi

/** The same text without the passwords of URLs, and of the words that other tools take for them. */
export const redact = (text: string): string =>
  text.replaceAll(credentials, '$1***@').replaceAll(parameters, '$1***')
