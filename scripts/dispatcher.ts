import { zipSync } from 'fflate'
import { type BuildOptions, build } from 'rolldown'
import { loadWhenUsed } from './bundler-plugins.ts'

/**
 * Bundles the engine's function into one file that needs nothing but Lambda's runtime, zipped as it is uploaded.
 *
 * @param common what all bundles have in common
 * @param written how all bundles are written
 */
export async function bundleDispatcher(
  common: BuildOptions,
  written: NonNullable<Exclude<BuildOptions['output'], readonly unknown[]>>,
) {
  const { output } = await build({
    ...common,
    external: [],
    input: { dispatcher: 'src/engine/dispatcher.ts' },
    plugins: [loadWhenUsed(/^@aws-sdk\//)],
    write: false,
    output: { ...written, codeSplitting: false },
  })
  // The earliest time a zip can hold, so that it is the same zip every time.
  const mtime = new Date(1980, 0, 1)
  const zip = zipSync({ 'dispatcher.js': Buffer.from(output[0].code) }, { level: 9, mtime })
  return { output, zip }
}
