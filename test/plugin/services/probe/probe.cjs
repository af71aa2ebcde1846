// Writes down which of the framework's events come, in their order.
const { appendFileSync } = require('node:fs')
const { join } = require('node:path')

const events = [
  'initialize',
  'before:package:initialize',
  'before:package:finalize',
  'before:deploy:deploy',
  'after:deploy:deploy',
  'after:deploy:finalize',
  'deploy:function:deploy',
  'info:info',
  'print:print',
  'remove:remove',
  'finalize',
  'error',
]

module.exports = class Probe {
  constructor(serverless) {
    const note = event => () =>
      appendFileSync(join(serverless.serviceDir, 'events.txt'), `${event}\n`)
    this.hooks = Object.fromEntries(events.map(event => [event, note(event)]))
  }
}
