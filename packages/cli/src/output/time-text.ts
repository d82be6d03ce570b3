/** To the second, in UTC. */
export const timeText = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')
