import type { Json } from '../src/core/json.ts'
import type { AwsConfig } from '../src/engine/clients.ts'

/**
 * What the plugin uses of the Serverless Framework, as serverless 3 and 4 and osls 3 and 4 have it.
 * What is optional is missing in one of them or in a service of another provider: it is looked for
 * where it is needed, and no version is ever asked for.
 */
export interface Framework {
  readonly service: Service
  readonly serviceDir?: string
  /** `serverless.yml`, relative to the folder. */
  readonly configurationFilename?: string
  /** The command line as it was understood. */
  readonly processedInput: {
    readonly commands: readonly string[]
    readonly options: Readonly<Record<string, unknown>>
  }
  readonly configSchemaHandler?: {
    defineCustomProperties?(schema: object): void
  }
  readonly pluginManager: {
    readonly plugins: readonly object[]
    /** Runs a command of the framework inside another. */
    spawn?(command: string): Promise<void>
  }
  readonly classes: {
    /** Errors of this class are shown without a stack: they are the user's. */
    readonly Error: new (
      message: string,
      code: string,
    ) => Error
  }
  readonly servicePluginOutputs?: ReadonlyMap<string, unknown>
  /** Adds to what a deploy shows at its end; throws where the title is taken. */
  addServiceOutputSection?(title: string, content: readonly string[]): void
  /** False where there is no such provider: its plugin is missing. */
  getProvider(name: string): Provider | false
}

export interface Service {
  readonly service?: string | null
  /** Variables are resolved in here when hooks run. */
  readonly custom?: Json
  readonly functions?: Json
  readonly provider: {
    readonly name: string
    readonly stage?: string
    readonly region?: string
    readonly compiledCloudFormationTemplate?: Json
    /** Nothing has changed since the last deploy, so this one does nothing. */
    readonly shouldNotDeploy?: boolean
    /** CloudFormation found nothing to change in the stack. */
    readonly deploymentWithEmptyChangeSet?: boolean
  }
}

/** A cloud, as the framework knows it. */
export interface Provider {
  getStage?(): string
  getRegion?(): string
  /** What osls asks AWS with; it comes from the profile of the stage, of the command, of the service … */
  getAwsSdkV3CredentialsProvider?(): AwsCredentials
  /** The same of serverless: 3 has those of version 2 of the SDK, and none where the SDK has to find them itself. */
  getCredentials?():
    | { readonly credentials?: AwsCredentials | CredentialsV2 }
    | Promise<{ readonly credentials?: AwsCredentials | CredentialsV2 }>
  /** Asks AWS at most once. */
  getAccountId?(): Promise<string>
  readonly naming?: {
    getLambdaLogicalId?(functionKey: string): string
    getLogGroupLogicalId?(functionKey: string): string
    /** Of the role that functions share. */
    getRoleLogicalId?(): string
  }
}

export type AwsCredentials = NonNullable<AwsConfig['credentials']>

/** Credentials as version 2 of the AWS SDK has them: to be fetched before they are read. */
interface CredentialsV2 {
  getPromise(): Promise<void>
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | null
  readonly expireTime?: Date | null
}

/** The ways a plugin may speak; everything but `writeText` goes to standard error. */
export interface Utils {
  readonly log: {
    error(text: string): void
    warning(text: string): void
    notice(text: string): void
    /** Shown with `--verbose` only. */
    info(text: string): void
  }
  readonly progress: {
    create?(options: { readonly message: string }): { remove(): void }
  }
  /** To standard output. */
  writeText(text: string): void
}
