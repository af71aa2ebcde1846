/** Runs commands of the built command line in this process, one after the other, as messages ask for them. */
import { createRequire } from 'node:module'
import { setTimeout } from 'node:timers/promises'

const require = createRequire(import.meta.url)

process.on('message', async ({ cli, words, folder, environment, marker }) => {
  process.chdir(folder)
  process.argv = [process.execPath, cli, ...words]
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  process.exitCode = undefined
  // It is evaluated anew; what it requires is shared.
  delete require.cache[cli]
  require(cli)
  // What it does last.
  while (process.exitCode === undefined) await setTimeout(1)
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException']) process.removeAllListeners(event)
  const code = process.exitCode ?? 0
  process.exitCode = undefined
  process.stdout.write(marker, () => {
    process.stderr.write(marker, () => process.send({ code }))
  })
})
