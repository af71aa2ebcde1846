// What all clients of the comparison have in common: where to, and so many workers.

const count = Number(process.env.COUNT)
export const concurrency = Number(process.env.CONCURRENCY)
export const origin = new URL(process.env.ORIGIN)
export const path = '/NA/v1/proactiveEvents/stages/development'
export const credentials = { clientId: 'amzn1.application-oa2-client.bench', clientSecret: 'bench' }

/** Sends to all users with so many workers, and prints what that took. */
export async function measure(send) {
  let next = 0
  const start = performance.now()
  const worker = async () => {
    while (next < count) {
      const index = next
      next += 1
      await send(index)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const seconds = (performance.now() - start) / 1000
  console.log(JSON.stringify({ seconds, perSecond: count / seconds }))
}
