/** Runs commands of the built command line in this process, one after the other, as messages ask for them. */
import { pathToFileURL } from 'node:url'

let runs = 0

process.on('message', async ({ cli, words, folder, environment, marker }) => {
  process.chdir(folder)
  process.argv = [process.execPath, cli, ...words]
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  process.exitCode = undefined
  runs += 1
  // Another query is another module, which is evaluated anew; what it imports is shared.
  await import(`${pathToFileURL(cli)}?run=${runs}`)
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException']) process.removeAllListeners(event)
  const code = process.exitCode ?? 0
  process.exitCode = undefined
  process.stdout.write(marker, () => {
    process.stderr.write(marker, () => process.send({ code }))
  })
})
