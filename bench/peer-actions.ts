import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Actions that many workflows run today: how long ours take is held against them in the same run. */
export interface PeerActions {
  /** Its start, until it fails for want of inputs. */
  readonly createGithubAppToken: string | undefined
  /** One POST over plain HTTP. */
  readonly slack: string | undefined
}

/**
 * Finds the peers in a folder that holds checkouts of their releases, `create-github-app-token` and
 * `slack-github-action`, each with its `dist`.
 *
 * @param folder value of `BENCH_ACTIONS`; without it there are no peers
 */
export function findPeerActions(folder: string | undefined): PeerActions {
  const found = (...path: readonly string[]): string | undefined => {
    const file = folder === undefined ? undefined : join(folder, ...path)
    return file !== undefined && existsSync(file) ? file : undefined
  }
  return {
    createGithubAppToken: found('create-github-app-token', 'dist', 'main.cjs'),
    slack: found('slack-github-action', 'dist', 'index.js'),
  }
}
