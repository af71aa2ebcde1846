import type { SettingName } from './settings-table.ts'

/** How the users of a door call settings. */
export interface SettingNames {
  /** Within a sentence: `retries`, `--skill-stage`. */
  of(name: SettingName): string
  /** At the start of a sentence about the setting: `The setting retries`. */
  subject(name: SettingName): string
}

/** The names of the table. */
export const tableNames: SettingNames = { of: name => name, subject: name => `The setting ${name}` }
