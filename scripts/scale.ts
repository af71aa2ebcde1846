import { pathToFileURL } from 'node:url'
import { longestLifetime } from '../src/core/alexa.ts'
import { chunksOf, forecastOf } from '../src/core/campaign/forecast.ts'
import type { EngineSettings } from '../src/core/engine.ts'
import { durationText } from '../src/core/time.ts'
import { counted } from '../src/core/wording.ts'
import { costOf } from '../src/engine/costs.ts'
import { table } from './table.ts'

// Says how long campaigns take and what they cost, by the forecast that `send` makes of its own. What
// docs/scale.md shows of it is written by "npm run docs".

/** A way to send to a list, with the settings that are its defaults unless something else is said. */
interface Way {
  readonly name: string
  /** Jobs that share the list. */
  readonly shards?: number
  readonly engine?: EngineSettings
}

const chunk = 5_000

const ways: readonly Way[] = [
  { name: 'one job' },
  { name: '8 shards', shards: 8 },
  { name: 'engine, 4 workers', engine: { workers: 4, chunk } },
  { name: 'engine, 16 workers', engine: { workers: 16, chunk } },
]

const sizes = [10_000, 1_000_000, 100_000_000]

/** Connections of one process to each region. */
const concurrency = 64

/** The table of sizes, ways, time and cost, as Markdown. All recipients are in one region. */
export function scaleTable(): string {
  const rows = sizes.flatMap(recipients =>
    ways.map(({ name, shards = 1, engine }) => {
      const share = Math.ceil(recipients / shards)
      const forecast = forecastOf(
        new Map([['NA', share]]),
        { concurrency, rate: undefined },
        engine,
        longestLifetime,
      )
      const { perSecond, seconds, late } = forecast
      const time = durationText(rounded(seconds) * 1_000)
      return [
        counted(recipients),
        name,
        counted(Math.round(perSecond * shards)),
        late > 0 ? `${time}: too long` : time,
        engine === undefined
          ? `${durationText(rounded(seconds * shards) * 1_000)} of jobs`
          : dollars(
              costOf({ recipients, chunks: chunksOf(recipients, engine), seconds }, engine.workers),
            ),
      ]
    }),
  )
  return table(['recipients', 'way', 'requests per second', 'time', 'cost'], rows)
}

/** Minutes are enough for what takes hours, and seconds for minutes. */
function rounded(seconds: number): number {
  return seconds > 3_600 ? Math.round(seconds / 60) * 60 : Math.ceil(seconds)
}

function dollars(amount: number): string {
  return `$${amount < 0.01 ? '0.01 or less' : amount.toFixed(2)}`
}

const [, program = ''] = process.argv
if (import.meta.url === pathToFileURL(program).href) console.log(scaleTable())
