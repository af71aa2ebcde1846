import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type RolldownOutput } from 'rolldown'

const folder = new URL('../src/simulator/inbox/page/', import.meta.url)

/** Bundles the script of the inbox's page with the library it uses; nothing is written. */
export function bundlePage(): Promise<RolldownOutput> {
  return build({
    input: fileURLToPath(new URL('app.js', folder)),
    platform: 'browser',
    logLevel: 'warn',
    // Else it would be left in the page, for the browser to look for.
    onLog(_, { code, message }) {
      if (code === 'UNRESOLVED_IMPORT') throw new Error(message)
    },
    write: false,
    output: { format: 'esm', minify: true, comments: false },
  })
}

/** The page as a module of three texts, so that it is there wherever the simulator is. */
export async function pageModule(): Promise<string> {
  const { output } = await bundlePage()
  const texts = {
    page: read('index.html'),
    style: read('style.css').replace(/\n\s*/g, '\n'),
    script: output[0].code,
  }
  return Object.entries(texts)
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)}\n`)
    .join('')
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n')
}
