// The page of the inbox. The simulator sends its state as server-sent events; every click goes back as JSON.
import { html, nothing, render } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'

const state = {
  offered: [],
  requests: [],
  customers: [],
  faults: [],
  files: undefined,
  /** What was read aloud last, by the number of the customer. */
  readings: new Map(),
  problem: '',
}

const app = document.querySelector('#app')
const link = document.querySelector('#link')
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

const live = new EventSource('/inbox/live')
live.addEventListener('open', () => {
  link.textContent = 'Live'
})
live.addEventListener('error', () => {
  link.textContent = 'The simulator does not answer. Is it still running?'
})
live.addEventListener('hello', ({ data }) => {
  Object.assign(state, JSON.parse(data))
  draw()
})
live.addEventListener('requests', ({ data }) => {
  state.requests = [...state.requests, ...JSON.parse(data)].slice(-1000)
  draw()
})
live.addEventListener('view', ({ data }) => {
  Object.assign(state, { files: undefined }, JSON.parse(data))
  draw()
})
// A light goes out when its notification expires, with nothing coming from the simulator.
setInterval(draw, 10_000)

async function act(action) {
  const response = await fetch('/inbox/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  }).catch(() => undefined)
  state.problem = response?.ok ? '' : 'The simulator did not do this. Is it still running?'
  draw()
}

/** Speaks what waits, where the browser can, and shows it as text in any case. */
function read(customer) {
  const waiting = waitingOf(customer)
  const sentences = waiting.map(({ spoken }) => spoken.speech)
  state.readings.set(customer.id, sentences.length > 0 ? sentences : ['You have no notifications.'])
  speak(state.readings.get(customer.id), waiting[0]?.spoken)
  act({ do: 'read', customer: customer.id })
}

function speak(sentences, spoken) {
  if (!('speechSynthesis' in window)) return
  speechSynthesis.cancel()
  for (const sentence of sentences) {
    const utterance = new SpeechSynthesisUtterance(sentence)
    // Where Amazon's translation is not known, the sentence is English.
    utterance.lang = spoken?.wording === 'exact' ? spoken.locale : 'en-US'
    speechSynthesis.speak(utterance)
  }
}

function waitingOf({ waiting }) {
  const now = Date.now()
  return waiting.filter(({ expiryTime }) => Date.parse(expiryTime) > now)
}

function view({ customers, problem }) {
  return html`
    ${problem === '' ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
    <section aria-labelledby="customers-title">
      <h2 id="customers-title">Customers</h2>
      <p class="hint">Sentences follow Amazon's published templates. Lights and banners are drawn here, not by Alexa.</p>
      <ul class="customers">${customers.map(customerView)}</ul>
    </section>
    ${filesView(state)} ${faultsView(state)} ${requestsView(state)}
  `
}

function customerView(customer) {
  const { id, region, stage, locale, on } = customer
  const waiting = waitingOf(customer)
  const name = `${region} ${stage} ${locale}`
  const last = waiting.at(-1)
  const reading = state.readings.get(id)
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
    <p class="count" role="status" aria-atomic="true"><span class="unseen">${name}: </span>${countWords(waiting.length + customer.older)}</p>
    <div class="actions">
      <button type="button" aria-label="Read my notifications, ${name}" @click=${() => read(customer)}>Read my notifications</button>
      <label class="switch"><input type="checkbox" role="switch" .checked=${on} aria-label="Notifications of ${name}"
        @change=${event => act({ do: 'turn', customer: id, on: event.target.checked })}> <span aria-hidden="true">Subscribed</span></label>
    </div>
    <div class="reading" role="status">${(reading ?? []).map(sentence => html`<p>“${sentence}”</p>`)}</div>
    ${last === undefined ? nothing : notesView(last.spoken)}
  </li>`
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
    <div class="files" role="status">
      <p><strong class=${files.failed ? 'bad' : 'good'}>${files.outcome}</strong>
        <span class="hint">${files.names.join(', ')}, checked at ${clock(files.time)}. Save one of them to check and send again.</span></p>
      ${files.findings.length === 0 ? nothing : html`<ul class="findings">${files.findings.map(({ severity, text }) => html`<li><span class=${severity}>${severity}</span> ${text}</li>`)}</ul>`}
      ${files.preview.length === 0 ? nothing : html`<dl class="preview">${files.preview.map(spoken => html`<div><dt>${spoken.locale}</dt><dd lang=${langOf(spoken)}>“${sentenceView(spoken)}”${notesView(spoken)}</dd></div>`)}</dl>`}
    </div>
  </section>`
}

function faultsView({ offered, faults }) {
  return html`<section aria-labelledby="faults-title">
    <h2 id="faults-title">Faults for the next request</h2>
    <div class="faults">
      ${offered.map(fault => html`<button type="button" @click=${() => act({ do: 'fault', fault })}>${fault}</button>`)}
      <button type="button" @click=${() => act({ do: 'revoke' })}>Make all tokens invalid</button>
    </div>
    <p role="status">${faults.length === 0 ? 'No fault is waiting.' : `Waiting: ${faults.join('; ')}.`}</p>
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
    <p class="unseen" role="status">${newestWords(requests.at(-1))}</p>
    <ol class="requests" reversed>${repeat([...requests].reverse(), ({ id }) => id, requestView)}</ol>
  </section>`
}

/** What a screen reader tells of the request that came in last. */
function newestWords(request) {
  return request === undefined
    ? ''
    : `Newest request: ${request.status ?? 'no answer'}, ${request.note}`
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
      ? html`<h3>Headers</h3><pre tabindex="0" aria-label="Headers">${lines.join('\n')}</pre><h3>Body</h3><pre tabindex="0" aria-label="Body">${body === '' ? '(empty)' : body}</pre>`
      : nothing,
    details.querySelector('.whole'),
  )
}

function langOf({ wording, locale }) {
  return wording === 'exact' ? locale : 'en'
}

/** `AMAZON.WeatherAlert.Activated` as a title: "Weather alert". */
function eventTitle(name) {
  const words = (name.split('.')[1] ?? name).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function countWords(count) {
  if (count === 0) return 'Nothing is waiting'
  return count === 1 ? '1 notification is waiting' : `${count} notifications are waiting`
}

function clock(time) {
  return new Date(time).toLocaleTimeString('en-GB')
}
