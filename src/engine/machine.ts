import type { JsonObject } from '../core/json.ts'

/** What a state machine for campaigns is made from. Texts may be placeholders that are filled in later. */
export interface MachineParts {
  readonly bucket: string
  readonly functionArn: string
  /** How many chunks are sent at once. */
  readonly workers: number
  /** How many users a chunk has at most. */
  readonly chunk: number
  /** Requests per second to each region, of all workers together; absent: as many as are accepted. */
  readonly rate?: number | undefined
}

/**
 * The definition of the state machine of campaigns, in the States Language: one child execution for each
 * chunk of a list, which invokes the function until nobody of its chunk is left.
 *
 * An execution begins with `{"campaign": "…", "run": 1, "chunks": "campaigns/…/runs/1.json"}`. Nothing in
 * it, nor in what its states hand on, is of a user: AWS keeps the histories of executions for 90 days.
 */
export function definitionOf({
  bucket,
  functionArn,
  workers,
  chunk,
  rate,
}: MachineParts): JsonObject {
  const settings = { version: 1, bucket, workers, chunk, ...(rate !== undefined && { rate }) }
  const status = '$.invocation.outcome.status'
  return {
    Comment: 'Campaigns of alexa-proactive',
    StartAt: 'Settings',
    States: {
      // Who starts campaigns finds here how to cut them.
      Settings: { Type: 'Pass', Result: settings, ResultPath: '$.settings', Next: 'Chunks' },
      Chunks: {
        Type: 'Map',
        Label: 'Chunks',
        MaxConcurrency: workers,
        // A chunk fails only where the event is wrong for everybody: then the others end, too.
        ToleratedFailureCount: 0,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { Bucket: bucket, 'Key.$': '$.chunks' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Send',
          States: {
            Send: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Parameters: {
                FunctionName: functionArn,
                // What the last invocation answered is of no use to the next.
                Payload: { 'campaign.$': '$.campaign', 'chunk.$': '$.chunk' },
              },
              ResultSelector: { 'outcome.$': '$.Payload' },
              ResultPath: '$.invocation',
              // More than a function may take, so that its own time-out is what is seen.
              TimeoutSeconds: 960,
              // A function that was killed or throttled begins again where its journal ends.
              Retry: [
                {
                  ErrorEquals: ['States.ALL'],
                  IntervalSeconds: 1,
                  BackoffRate: 2,
                  MaxDelaySeconds: 30,
                  JitterStrategy: 'FULL',
                  MaxAttempts: 20,
                },
              ],
              Next: 'Outcome',
            },
            Outcome: {
              Type: 'Choice',
              Choices: [
                { Variable: status, StringEquals: 'again', Next: 'Wait' },
                { Variable: status, StringEquals: 'done', Next: 'Ended' },
                { Variable: status, StringEquals: 'stopped', Next: 'Ended' },
              ],
              Default: 'Refused',
            },
            Wait: { Type: 'Wait', SecondsPath: '$.invocation.outcome.wait', Next: 'Send' },
            Ended: { Type: 'Succeed' },
            Refused: {
              Type: 'Fail',
              Error: 'EventRefused',
              Cause: "The event is wrong for everybody: see the campaign's report for the reason.",
            },
          },
        },
        // A state hands on 256 KiB at most, which the results of 10,000 chunks exceed.
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: bucket, Prefix: 'results' },
        },
        End: true,
      },
    },
  }
}
