import type { JsonObject } from '../../src/core/json.ts'
import type { Manifest } from '../../src/core/manifest/manifest.ts'

/** What is known of a deploy before it happens. */
export interface DeploymentKnown {
  readonly serviceName: string
  /** The service stage, not the stage of the skill. */
  readonly stage: string
  /** The AWS region that is deployed to. */
  readonly region: string
  /** Twelve digits; what depends on the account is not compared where it is not known. */
  readonly accountId: string | undefined
  /** The skill that is meant; undefined where the settings name none. */
  readonly skillId: string | undefined
  /** Undefined where there is none, or it cannot be read; only permissions are checked then. */
  readonly manifest: Manifest | undefined
  /** The compiled CloudFormation template, with what `resources` of the service adds. */
  readonly template: JsonObject
  readonly functions: readonly KnownFunction[]
}

/** A function of serverless.yml. */
export interface KnownFunction {
  /** Its key under `functions`. */
  readonly key: string
  /** Of its `AWS::Lambda::Function` in the template: `SkillLambdaFunction`. */
  readonly logicalId: string
  /** Its name in AWS: `<service>-<stage>-<key>` unless the service says otherwise. */
  readonly deployedName: string
}

/** An output of the deployed stack. */
export interface StackOutput {
  readonly key: string
  readonly value: string
}
