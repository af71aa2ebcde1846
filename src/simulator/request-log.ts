import type { Reaction } from './edge.ts'
import type { ArrivedRequest, RecordedRequest } from './simulator.ts'

/** What came in, and what became of it. */
export interface RequestLog {
  /** Notes a request down. The function returned is called once with the reaction to it. */
  open(request: ArrivedRequest): (reaction: Reaction) => void
  /** In the order of arrival. */
  requests(): readonly RecordedRequest[]
}

/** Opens an empty log that remembers the last `kept` requests and calls `onRequest` for each that is settled. */
export function openRequestLog(
  kept: number,
  onRequest: (request: RecordedRequest) => void = () => {},
): RequestLog {
  const records = new Map<number, RecordedRequest>()
  let count = 0
  return {
    open: request => {
      const key = count
      count += 1
      records.set(key, { ...request, status: undefined, note: '' })
      records.delete(key - kept)
      return reaction => {
        const record = { ...request, ...resultOf(reaction) }
        if (records.has(key)) records.set(key, record)
        onRequest(record)
      }
    },
    requests: () => [...records.values()],
  }
}

function resultOf(reaction: Reaction): Pick<RecordedRequest, 'status' | 'note'> {
  switch (reaction) {
    case 'cut':
      return { status: undefined, note: 'the connection was cut, as planned' }
    case 'hang':
      return { status: undefined, note: 'left without an answer, as planned' }
    default:
      return { status: reaction.status, note: reaction.note }
  }
}
