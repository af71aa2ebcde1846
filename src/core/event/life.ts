/** How short and how long a notification may live, in milliseconds (Amazon's Proactive Events API reference). */
export const shortestLife = 5 * 60_000
export const longestLife = 24 * 60 * 60_000
