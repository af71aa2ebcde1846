import { readFileSync, writeFileSync } from 'node:fs'
import { measureCampaigns } from './campaign/index.ts'
import { measureInbox } from './inbox.ts'
import { measureRecipients } from './recipients/index.ts'
import { measureStart } from './start.ts'
import { measureSubscribers } from './subscribers.ts'
import { tableText } from './table.ts'

// Measures what docs/performance.md promises, side by side in one run, and writes it there.
// `npm run bench -- start` measures one part alone; `--rounds 11` is quicker and noisier, `--full` has
// the sizes too that take minutes.

const words = process.argv.slice(2)
const rounds = Number(words[words.indexOf('--rounds') + 1]) || 41
const isFull = words.includes('--full')

const parts: Readonly<Record<string, () => Promise<string>>> = {
  start: () => measureStart(rounds),
  recipients: async () => tableText(await measureRecipients(1_000_000)),
  campaign: () => measureCampaigns(isFull),
  subscribers: async () => tableText(await measureSubscribers(20_000, 15)),
  inbox: () => measureInbox(10),
}

const wanted = Object.keys(parts).filter(name => words.includes(name))
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const found = await measure()
  console.log(`${found}\n`)
  write(name, found)
}

function write(part: string, content: string): void {
  const file = new URL('../docs/performance.md', import.meta.url)
  const text = readFileSync(file, 'utf8')
  const place = new RegExp(`(<!-- ${part}:start -->)[\\s\\S]*(<!-- ${part}:end -->)`)
  writeFileSync(
    file,
    text.replace(place, (_, start, end) => `${start}\n\n${content}\n\n${end}`),
  )
}
