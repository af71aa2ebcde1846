import type { Plugin } from 'rolldown'

/**
 * Leaves out what a package imports and we do not use: nobody asks the toolkit's entrance for an OIDC
 * token, and its client would bring undici into every run.
 */
export function leaveOut(id: string): Plugin {
  return {
    name: 'leave-out',
    resolveId: source =>
      source === id ? { id, external: true, moduleSideEffects: false } : undefined,
  }
}

/** Loads packages from outside the bundle when a module that uses them runs; in one file all would be loaded with it. */
export function loadWhenUsed(packages: RegExp): Plugin {
  const outside = '\0outside:'
  return {
    name: 'load-when-used',
    resolveId(source, importer) {
      if (!packages.test(source)) return undefined
      return importer?.startsWith(outside) === true
        ? { id: source, external: true }
        : { id: `${outside}${source}`, moduleSideEffects: false }
    },
    load: id =>
      id.startsWith(outside)
        ? `module.exports = require('${id.slice(outside.length)}')`
        : undefined,
  }
}
