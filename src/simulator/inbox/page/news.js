// What a screen reader says of its own accord. All that happens at once becomes one message, so that a flood of
// requests is one sentence; the messages are a log that the eye does not see, where a message that is the same
// as the last one is still said. A message is one text: of several elements, Orca reads the first alone, or
// leaves out the spaces between them.

/** A message is said when nothing new came for this long, in milliseconds ... */
const quiet = 700

/** ... or this long after its first piece, when news goes on and on: a campaign must leave time to listen. */
const patience = 10_000

/** Older messages leave the log: nobody reads it from its beginning. */
const kept = 5

const log = document.querySelector('#news')
let fresh = empty()
let since
let timer

function empty() {
  return { sentences: [], notifications: [], requests: [] }
}

/** Says sentences, before anything else that is new. */
export function tell(...sentences) {
  add({ sentences })
}

/** Says what customers were newly notified of: the name of each customer, the number and the last sentence. */
export function tellNotifications(notifications) {
  add({ notifications })
}

/** Says that requests came in, however many: their number and the answer to the last one. */
export function tellRequests(requests) {
  add({ requests })
}

function add(news) {
  const size = Object.values(news).flat().length
  if (size === 0) return
  for (const [kind, list] of Object.entries(news)) fresh[kind].push(...list)
  const now = Date.now()
  since ??= now
  clearTimeout(timer)
  timer = setTimeout(say, Math.max(0, Math.min(quiet, since + patience - now)))
}

function say() {
  const { sentences, notifications, requests } = fresh
  const parts = [...sentences, ...notificationWords(notifications), ...requestWords(requests)]
  fresh = empty()
  since = undefined
  const message = document.createElement('p')
  message.textContent = parts.join(' ')
  log.append(message)
  if (log.children.length > kept) log.firstElementChild.remove()
}

function notificationWords(notifications) {
  const byName = Map.groupBy(notifications, ({ name }) => name)
  const [first, ...others] = [...byName.values()]
  if (first === undefined) return []
  const { name, sentence } = first.at(-1)
  const number = first.reduce((sum, { number }) => sum + number, 0)
  const words =
    number === 1
      ? `New notification for ${name}: ${sentence}`
      : `${number} new notifications for ${name}, the last: ${sentence}`
  if (others.length === 0) return [words]
  const names =
    others.length > 3 ? [`${others.length} more customers`] : [...byName.keys()].slice(1)
  return [words, `Also for ${names.join(', ')}.`]
}

function requestWords(requests) {
  const last = requests.at(-1)
  if (last === undefined) return []
  const status = last.status === undefined ? 'not answered' : `answered ${last.status}`
  const answer = `${status}: ${brief(last.note)}.`
  if (requests.length === 1) return [`Request ${answer}`]
  const failed = requests.filter(({ status }) => status === undefined || status >= 400).length
  const failures = failed === 0 ? '' : `, ${failed} of them failed`
  return [`${requests.length} requests${failures}; the last was ${answer}`]
}

/** The first sentence, with long ids cut: nobody listens to 64 digits. The row of the request has all of it. */
function brief(note) {
  const [sentence] = note.replace(/\.$/, '').split('. ')
  return sentence.replace(/[0-9a-f]{16,}/g, id => `${id.slice(0, 4)} …`)
}
