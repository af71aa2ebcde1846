/** A request to AWS, its body free of the transfer's framing. */
export interface AwsRequest {
  readonly method: string
  /** Decoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What AWS answers. */
export interface AwsAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** One of the services, as far as the frameworks use it. */
export interface AwsService {
  /** As it is called in the list of calls: `CloudFormation`. */
  readonly name: string
  /** What is asked for, by AWS's own name: `DescribeStacks`; undefined where this service does not know it. */
  actionOf(request: AwsRequest): string | undefined
  /** @throws Refusal where AWS refuses */
  answer(action: string, request: AwsRequest): AwsAnswer
  /** A refusal in the service's own form. */
  refuse(refusal: Refusal): AwsAnswer
}

/** That AWS refuses a call. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
  }
}

/** The account all stacks are in. */
export const accountId = '123456789012'
