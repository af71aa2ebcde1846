import type { RawSettings } from '../core/settings.ts'
import type { RunCommand } from './options.ts'

/** What the arguments ask for. */
export type Invocation =
  | {
      readonly kind: 'run'
      readonly command: RunCommand
      /** As given; nothing is checked yet. */
      readonly settings: RawSettings
      readonly ref: string | undefined
      readonly json: boolean
    }
  | {
      readonly kind: 'simulate'
      /** As given; nothing is checked yet. */
      readonly options: Readonly<Partial<Record<SimulateOption, string>>>
      readonly json: boolean
    }
  | {
      readonly kind: 'join'
      /** Paths of reports. */
      readonly reports: readonly string[]
      readonly report: string | undefined
      /** As given; nothing is checked yet. */
      readonly maxFailures: string | undefined
      readonly json: boolean
    }
  /** Help or the version was asked for. */
  | { readonly kind: 'answer'; readonly text: string }
  /** The arguments are wrong. */
  | { readonly kind: 'refusal'; readonly message: string; readonly hint: string }

export const simulateOptions = ['port', 'host', 'manifest', 'client-id', 'client-secret'] as const
export type SimulateOption = (typeof simulateOptions)[number]

export const joinOptions = ['report', 'max-failures'] as const
