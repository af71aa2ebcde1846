import { type Region, regions } from '../core/alexa.ts'
import type { Ledger } from '../core/campaign/campaign.ts'
import { limitToNote } from '../core/campaign/rate-gate.ts'
import { accepts } from '../core/generated/engine.js'
import { type CampaignKeys, DamagedError, type ObjectStore, readJson } from './store.ts'

/** What one worker hands on to the next. */
export type Handover = Awaited<ReturnType<typeof openHandover>>

/** Reads what workers have found out, and notes what this one finds. It saves time: to fail in that is no failure. */
export async function openHandover(store: ObjectStore, keys: CampaignKeys) {
  /** Requests per second by region, and whether a token was accepted. */
  const read = async () => {
    try {
      return (await readJson(store, keys.limits, accepts.limits)) ?? {}
    } catch (error) {
      if (error instanceof DamagedError) return {}
      throw error
    }
  }
  const found = new Map<Region, number>()
  const hear = (limits: Partial<Record<Region, number>>): void => {
    for (const region of regions) {
      const limit = limits[region]
      if (limit !== undefined) found.set(region, limit)
    }
  }
  const before = await read()
  const wasLetIn = before.isLetIn === true
  hear(before)
  const limits = new Map(found)
  let told = new Map(limits)
  let isLetIn = wasLetIn
  let isTold = wasLetIn

  const exchange = async (): Promise<void> => {
    const news = [...limits].filter(([region, limit]) => told.get(region) !== limit)
    const hasNews = news.length > 0 || isLetIn !== isTold
    told = new Map(limits)
    isTold = isLetIn
    try {
      const noted = await read()
      const more: Partial<Record<Region, number>> = {}
      for (const [region, limit] of news) more[region] = limitToNote(noted[region], limit)
      const all = { ...noted, ...more, ...(isLetIn && { isLetIn }) }
      hear(all)
      if (hasNews) await store.put(keys.limits, JSON.stringify(all))
    } catch {
      // The next ones find it out anew.
    }
  }

  return {
    /** Notes what was found out since, and reads what others have. */
    exchange,
    /** Whether a token was accepted for anybody of the campaign. */
    isLetInByNow: async (): Promise<boolean> => isLetIn || (await read()).isLetIn === true,
    /**
     * @param workers how many carry out chunks at the same time
     * @param count is told of each outcome, and of each request that was throttled
     */
    ledger: (workers: number, count: Ledger['count']): Ledger => ({
      limits,
      found,
      workers,
      wasLetIn,
      count(region, what) {
        count(region, what)
        if (isLetIn || (what !== 'accepted' && what !== 'already-sent')) return
        isLetIn = true
        // At once: another one may be about to give up.
        void exchange()
      },
    }),
  }
}
