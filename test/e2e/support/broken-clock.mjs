/**
 * Loaded before the program: from a certain call on its clock throws, as any mistake in the program might,
 * and something is left open that would keep the process for ever.
 */
const throwFrom = Number(process.env['BROKEN_CLOCK_FROM'])
const now = performance.now.bind(performance)
let calls = 0

performance.now = () => {
  calls += 1
  if (calls >= throwFrom) throw new TypeError('the clock is broken')
  return now()
}
setInterval(() => {}, 1_000)
