/** Requests a second in words: `34/s`, `3.4/s`. */
export function rateText(perSecond: number): string {
  return `${perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)}/s`
}
