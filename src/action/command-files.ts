import { appendFileSync } from 'node:fs'

// What @actions/core does for these files loads node:crypto and node:fs/promises, a fifth of the
// whole start of the action.

/**
 * Appends outputs to the runner's file for them. A later value of the same name replaces an earlier one.
 *
 * @param file path from `GITHUB_OUTPUT`; absent outside of a runner, then nothing is written
 * @throws the system's error where the file cannot be written
 */
export function appendOutputs(
  file: string | undefined,
  outputs: Readonly<Record<string, string>>,
): void {
  if (file === undefined || file === '') return
  appendFileSync(file, Object.entries(outputs).map(outputText).join(''))
}

/**
 * Appends Markdown to the page of the workflow run.
 *
 * @param file path from `GITHUB_STEP_SUMMARY`
 * @throws the system's error where the file cannot be written
 */
export function appendSummary(file: string, markdown: string): void {
  appendFileSync(file, `${markdown}\n`)
}

/** The delimiter stands nowhere in the value, so no value can end early and begin another output. */
function outputText([name, value]: readonly [string, string]): string {
  let delimiter = 'END'
  while (value.includes(delimiter)) delimiter += '_'
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
}
