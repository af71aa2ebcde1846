// The page of the inbox. The simulator sends its state as server-sent events; every click goes back as JSON.
import { html, nothing, render } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import { repeat } from 'lit-html/directives/repeat.js'
import { tell, tellNotifications, tellRequests } from './news.js'

const state = {
  offered: [],
  requests: [],
  customers: [],
  faults: [],
  files: undefined,
  /** What was read last, by the number of the customer. */
  readings: new Map(),
  /** Whether the browser's voice reads, where it has one; a screen reader's user may turn it off. */
  aloud: true,
  /** What the browser's voice reads: the number of the customer, and the utterances, which browsers forget if nobody holds them. */
  speaking: undefined,
  /** What a click did where nothing else on the page shows it, and what it could not do. */
  done: '',
  problem: '',
}

/** Switches that were clicked and are not answered yet, by the number of the customer. */
const turning = new Map()

const nothingWaits = { speech: 'You have no notifications.', wording: 'exact', locale: 'en-US' }

const app = document.querySelector('#app')
const link = document.querySelector('#link')
const unanswered = 'The simulator does not answer. Is it still running?'
app.replaceChildren()

let drawing = false
/** Draws once for all that arrives before the next frame. */
function draw() {
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    render(view(state), app)
  })
}

/** What is there when the page opens, or connects again, is no news. */
let isNew = false

function connect() {
  const source = new EventSource('/inbox/live')
  source.addEventListener('open', () => {
    if (link.textContent === unanswered) tell('The simulator answers again.')
    showLink('Live', 'good')
  })
  source.addEventListener('error', () => {
    if (link.textContent !== unanswered) tell(unanswered)
    showLink(unanswered, 'bad')
    // Browsers connect again by themselves, but not after an answer that is no stream: a simulator still starting.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000)
  })
  source.addEventListener('hello', ({ data }) => {
    isNew = false
    Object.assign(state, { problem: '', done: '' }, JSON.parse(data))
    draw()
  })
  source.addEventListener('requests', ({ data }) => {
    const requests = JSON.parse(data)
    state.requests = [...state.requests, ...requests].slice(-1000)
    tellRequests(requests)
    draw()
  })
  source.addEventListener('view', ({ data }) => {
    const before = { ...state }
    Object.assign(state, { files: undefined }, JSON.parse(data))
    showTurning()
    if (isNew) tellChanges(before, state)
    isNew = true
    draw()
  })
}

function showLink(words, kind) {
  link.textContent = words
  link.className = kind
}

showLink('Connecting …', '')
connect()
// Browsers load their voices late.
if ('speechSynthesis' in window) speechSynthesis.addEventListener('voiceschanged', draw)
// A light goes out when its notification expires, with nothing coming from the simulator.
setInterval(draw, 10_000)
// Some browsers go on speaking for a page that is left.
addEventListener('pagehide', () => {
  if (state.speaking !== undefined) hush()
})

function tellChanges(before, after) {
  const { files, faults } = after
  if (files !== undefined && files.time !== before.files?.time) tell(...filesWords(files))
  if (faults.length > before.faults.length) tell(faultsWords(faults))
  tellNotifications(after.customers.flatMap((one, at) => newOf(before.customers[at], one)))
}

/** What is new for a customer: its number, and the last sentence. */
function newOf(before, customer) {
  const known = new Set(before?.waiting.map(({ referenceId }) => referenceId))
  const fresh = customer.waiting.filter(({ referenceId }) => !known.has(referenceId))
  const last = fresh.at(-1)
  if (last === undefined) return []
  const more = customer.older - (before?.older ?? 0)
  return [
    {
      name: nameOf(customer),
      number: Math.max(fresh.length, customer.waiting.length - known.size + more),
      sentence: last.spoken.speech,
    },
  ]
}

/** Sends what was clicked; returns whether it was done. */
async function act(action, done = '') {
  // What an earlier click came to. What goes wrong before the answer, such as reading aloud, stays.
  state.problem = ''
  const response = await fetch('/inbox/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  }).catch(() => undefined)
  const isDone = response?.ok === true
  if (!isDone) state.problem = 'The simulator did not do this. Is it still running?'
  state.done = isDone ? done : ''
  const words = isDone ? done : state.problem
  if (words !== '') tell(words)
  draw()
  return isDone
}

/** Turns notifications on or off; what could not be done is shown as it was. */
async function turn({ id }, on) {
  turning.set(id, on)
  showTurning()
  const isDone = await act({ do: 'turn', customer: id, on })
  if (!isDone) turning.set(id, !on)
  showTurning()
  turning.delete(id)
  if (!isDone) draw()
}

/** Shows switches as they were clicked: what the simulator said before it heard of the click is older. */
function showTurning() {
  for (const customer of state.customers) customer.on = turning.get(customer.id) ?? customer.on
}

/** Shows what waits as text, and lets it be heard: by the browser's voice, or else by the screen reader's. */
function read(customer) {
  if (state.speaking?.id === customer.id) return hush()
  const waiting = waitingOf(customer)
  const spoken = waiting.length > 0 ? waiting.map(one => one.spoken) : [nothingWaits]
  state.readings.set(customer.id, spoken)
  // Never by both: two voices at once are understood by nobody.
  if (state.aloud && hasVoice()) speakAloud(customer.id, spoken)
  else tell(...spoken.map(({ speech }) => speech))
  act({ do: 'read', customer: customer.id })
}

function hasVoice() {
  return 'speechSynthesis' in window && speechSynthesis.getVoices().length > 0
}

/** The languages that the browser has no voice for, of what was read. */
function unvoiced(spoken) {
  const languageOf = lang => lang.split(/[-_]/)[0]
  const known = new Set(speechSynthesis.getVoices().map(({ lang }) => languageOf(lang)))
  const langs = new Set(spoken.flatMap(piecesOf).map(({ lang }) => lang))
  return [...langs].filter(lang => !known.has(languageOf(lang)))
}

/** What is read by one voice each: the words of a locale, and the English words around them. */
function piecesOf({ speech, parts, locale }) {
  if (parts === undefined) return [{ text: speech, lang: locale }]
  return parts
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .map(({ kind, text }) => ({ text, lang: kind === 'localized' ? locale : 'en-US' }))
}

function speakAloud(id, spoken) {
  hush()
  const utterances = spoken.flatMap(piecesOf).map(({ text, lang }) => {
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.lang = lang
    return utterance
  })
  const speaking = { id, utterances }
  state.speaking = speaking
  const finish = problem => {
    if (state.speaking !== speaking) return
    hush()
    state.problem = problem
    if (problem !== '') tell(problem, ...spoken.map(({ speech }) => speech))
  }
  utterances.at(-1).addEventListener('end', () => finish(''))
  for (const utterance of utterances) {
    utterance.addEventListener('error', () => finish('The browser could not read this aloud.'))
    speechSynthesis.speak(utterance)
  }
}

function hush() {
  state.speaking = undefined
  speechSynthesis.cancel()
  draw()
}

function setAloud(aloud) {
  state.aloud = aloud
  if (aloud) draw()
  else hush()
}

function waitingOf({ waiting }) {
  const now = Date.now()
  return waiting.filter(({ expiryTime }) => Date.parse(expiryTime) > now)
}

function view({ customers, problem }) {
  return html`
    ${problem === '' ? nothing : html`<p class="problem">${problem}</p>`}
    <section aria-labelledby="customers-title">
      <h2 id="customers-title">Customers</h2>
      <p class="hint">Sentences follow Amazon's published templates. Lights and banners are drawn here, not by Alexa.</p>
      ${hasVoice() ? html`<label class="switch aloud"><input type="checkbox" role="switch" .checked=${state.aloud} @change=${({ target }) => setAloud(target.checked)}> Read with the browser's voice</label>` : nothing}
      <ul class="customers">${customers.map(customerView)}</ul>
    </section>
    ${filesView(state)} ${faultsView(state)} ${requestsView(state)}
  `
}

function customerView(customer) {
  const { id, region, stage, locale, on } = customer
  const waiting = waitingOf(customer)
  const name = nameOf(customer)
  const last = waiting.at(-1)
  const reading = state.readings.get(id) ?? []
  const action = state.speaking?.id === id ? 'Stop reading' : 'Read my notifications'
  return html`<li class="customer ${on ? '' : 'off'}">
    <h3>${region} <span class="stage ${stage}">${stage}</span> <span class="locale">${locale}</span></h3>
    <div class="devices">
      <div class="speaker ${waiting.length > 0 ? 'lit' : ''}" role="img"
        aria-label=${waiting.length > 0 ? 'Speaker, yellow light: a notification waits' : 'Speaker, no light'}></div>
      <div class="screen">
        ${
          last === undefined
            ? html`<span class="quiet">${on ? 'No notifications' : 'Notifications are off'}</span>`
            : html`<p class="banner"><strong>${eventTitle(last.eventName)}</strong> <span lang=${langOf(last.spoken)}>${sentenceView(last.spoken)}</span></p>`
        }
      </div>
    </div>
    <p class="count">${countWords(waiting.length + customer.older)}</p>
    <div class="actions">
      <button type="button" aria-label="${action}, ${name}" @click=${() => read(customer)}>${action}</button>
      <label class="switch"><input type="checkbox" role="switch" .checked=${live(on)} aria-label="Subscribed, notifications of ${name}"
        @change=${({ target }) => turn(customer, target.checked)}> <span aria-hidden="true">Subscribed</span></label>
    </div>
    <div class="reading">${reading.map(spoken => html`<p>${quoted(spoken)}</p>`)}${voiceView(reading)}</div>
    ${last === undefined ? nothing : notesView(last.spoken)}
  </li>`
}

function voiceView(reading) {
  const missing = state.aloud && hasVoice() ? unvoiced(reading) : []
  return missing.length === 0
    ? nothing
    : html`<p class="hint">This browser has no voice for ${missing.join(', ')}. It uses another voice, or stays silent.</p>`
}

function nameOf({ region, stage, locale }) {
  return `${region} ${stage} ${locale}`
}

function quoted(spoken) {
  return html`<span lang=${langOf(spoken)}>“${sentenceView(spoken)}”</span>`
}

/** A sentence, with what is the locale's own set apart from English words around it. */
function sentenceView({ speech, parts, locale }) {
  if (parts === undefined) return speech
  return parts.map(({ kind, text }) =>
    kind === 'localized' ? html`<b lang=${locale}>${text}</b>` : text,
  )
}

function notesView({ notes }) {
  return notes.length === 0
    ? nothing
    : html`<ul class="notes">${notes.map(note => html`<li>${note}</li>`)}</ul>`
}

function filesView({ files }) {
  if (files === undefined) return nothing
  return html`<section aria-labelledby="files-title">
    <h2 id="files-title">Your files</h2>
    <div class="files">
      <p><strong class=${files.failed ? 'bad' : 'good'}>${files.outcome}</strong>
        <span class="hint">${files.names.join(', ')}, checked at ${clock(files.time)}. Save one of them to check and send again.</span></p>
      ${files.findings.length === 0 ? nothing : html`<ul class="findings">${files.findings.map(({ severity, text }) => html`<li><span class=${severity}>${severity}</span> ${text}</li>`)}</ul>`}
      ${files.preview.length === 0 ? nothing : html`<dl class="preview">${files.preview.map(spoken => html`<div><dt>${spoken.locale}</dt><dd>${quoted(spoken)}${notesView(spoken)}</dd></div>`)}</dl>`}
    </div>
  </section>`
}

/** What a screen reader tells of a check: more findings than these are read on the page. */
function filesWords({ outcome, findings }) {
  const told = findings.slice(0, 3).map(({ severity, text }) => `${capital(severity)}: ${text}`)
  const more = findings.length - told.length
  return [`Your files: ${outcome}`, ...told, ...(more > 0 ? [`And ${more} more findings.`] : [])]
}

function faultsWords(faults) {
  return faults.length === 0 ? 'No fault is waiting.' : `Waiting: ${faults.join('; ')}.`
}

function faultsView({ offered, faults, done }) {
  return html`<section aria-labelledby="faults-title">
    <h2 id="faults-title">Faults for the next request</h2>
    <div class="faults">
      ${offered.map(fault => html`<button type="button" @click=${() => act({ do: 'fault', fault })}>${fault}</button>`)}
      <button type="button" @click=${() => act({ do: 'revoke' }, 'All tokens are invalid now.')}>Make all tokens invalid</button>
    </div>
    <p>${faultsWords(faults)} ${done}</p>
  </section>`
}

function requestsView({ requests }) {
  return html`<section aria-labelledby="requests">
    <h2 id="requests" tabindex="-1">Requests</h2>
    ${
      requests.length === 0
        ? html`<p class="empty">Nothing came in yet. Send with the command that the terminal shows.</p>`
        : html`<p class="hint">${requests.length === 1 ? '1 request' : `${requests.length} requests`}, the newest first. Credentials are hidden.</p>`
    }
    <ol class="requests" reversed>${repeat([...requests].reverse(), keyOf, requestView)}</ol>
  </section>`
}

/** A simulator that starts again numbers its requests from the beginning. */
function keyOf({ id, time }) {
  return `${time} ${id}`
}

function requestView(request) {
  const { time, method, path, status, note } = request
  const good = status !== undefined && status < 400
  return html`<li><details @toggle=${({ target }) => fill(target, request)}>
    <summary><time datetime=${time}>${clock(time)}</time> <span class="status ${good ? 'good' : 'bad'}">${status ?? 'none'}</span>
      <span class="path">${method} ${path}</span> <span class="note">${note}</span></summary>
    <div class="whole"></div>
  </details></li>`
}

/** A request's headers and body are drawn when they are opened, which keeps a list of 1,000 quick. */
function fill(details, { headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  render(
    details.open
      ? html`${blockView('Headers', lines.join('\n'))}${blockView('Body', body === '' ? '(empty)' : body)}`
      : nothing,
    details.querySelector('.whole'),
  )
}

/** A text that scrolls, with its title for the eye; a screen reader says the title with the text, once. */
function blockView(title, text) {
  return html`<p class="title" aria-hidden="true">${title}</p><pre tabindex="0" role="group" aria-label=${title}>${text}</pre>`
}

/** Without parts, all of a sentence is the locale's own. */
function langOf({ parts, locale }) {
  return parts === undefined ? locale : 'en'
}

/** `AMAZON.WeatherAlert.Activated` as a title: "Weather alert". */
function eventTitle(name) {
  const words = (name.split('.')[1] ?? name).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return capital(words)
}

function capital(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function countWords(count) {
  if (count === 0) return 'Nothing is waiting'
  return count === 1 ? '1 notification is waiting' : `${count} notifications are waiting`
}

function clock(time) {
  return new Date(time).toLocaleTimeString('en-GB')
}
