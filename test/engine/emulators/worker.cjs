const { readFileSync } = require('node:fs')

/**
 * One invocation of the function, as Lambda's runtime makes it: event in by standard input, result out by
 * message where somebody takes them, else as the last line of standard output, after what it logs.
 */
process.on('disconnect', () => process.exit())

const [, , dispatcher, life = '900000'] = process.argv
const began = Date.now()
const context = {
  functionName: 'dispatcher',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:dispatcher',
  memoryLimitInMB: '512',
  awsRequestId: `${process.pid}`,
  logGroupName: '/aws/lambda/dispatcher',
  logStreamName: 'test',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Number(life) - (Date.now() - began),
}

const ended = require(dispatcher).handler(JSON.parse(readFileSync(0, 'utf8')), context)
ended.then(
  result => tell({ result }),
  error => tell({ error: { name: error.name, message: error.message } }),
)

/** The runtime keeps nothing going once there is a result. */
function tell(message) {
  if (process.send === undefined) {
    process.stdout.write(`${JSON.stringify(message)}\n`, () => process.exit())
  } else process.send(message, () => process.exit())
}
