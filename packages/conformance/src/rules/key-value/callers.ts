export const callers = 24
