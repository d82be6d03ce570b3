const credentials = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)[^\s]*@/gi
const parameters = /\b((?:password|\w*token|secret)=)[^&\s"']+/gi

/** The same text without the passwords of URLs. */
export const redact = (text: string): string =>
  text.replaceAll(credentials, '$1***@').replaceAll(parameters, '$1***')
