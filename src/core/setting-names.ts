import type { SettingName, SettingValues } from './settings-table.ts'

/** How the users of a door call settings. */
export interface SettingNames {
  /** Within a sentence: `retries`, `--skill-stage`. */
  of(name: SettingName): string
  /** At the start of a sentence about the setting: `The setting retries`. */
  subject(name: SettingName): string
}

/** The names of the table. */
export const tableNames: SettingNames = { of: name => name, subject: name => `The setting ${name}` }

type CamelCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name

/** The name of a setting in serverless.yml and in code: `liveRefs`. */
export function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Values of settings, each under its name in camelCase. */
export type ValuesOf<Name extends SettingName> = {
  readonly [One in Name as CamelCase<One>]: SettingValues[One]
}

/** Reads some settings, in the order of their names. */
export function valuesOf<Name extends SettingName>(
  names: readonly Name[],
  read: <One extends SettingName>(name: One) => SettingValues[One],
): ValuesOf<Name> {
  const entries: readonly (readonly unknown[])[] = names.map(name => [camelCase(name), read(name)])
  return Object.fromEntries(entries)
}
