const { readFileSync } = require('node:fs')

/**
 * One invocation of the function, as Lambda's runtime makes it: event in by standard input, result out by
 * message. What it logs goes to standard output.
 */
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
  process.send(message, () => process.exit())
}
