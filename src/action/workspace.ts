import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Where paths of the settings begin: the checked-out repository, else the folder the step runs in. */
export function workspaceOf(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['GITHUB_WORKSPACE']?.trim() || process.cwd()
}

/**
 * The path of a file as annotations want it: relative to the workspace, with `/`.
 *
 * @returns undefined for files outside of it and for text that is in no file (`<event>`): an annotation
 * cannot point there.
 */
export function annotationPath(workspace: string, file: string): string | undefined {
  if (file.startsWith('<')) return undefined
  const path = relative(workspace, resolve(workspace, file))
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    return undefined
  }
  return path.split(sep).join('/')
}
