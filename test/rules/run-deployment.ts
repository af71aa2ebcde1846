import { checkSubscribers } from '../../plugin/subscribers.ts'
import { checkOutputs, checkTemplate } from '../../plugin/template/check.ts'
import type { DeploymentKnown } from '../../plugin/template/resolve.ts'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import { readManifest } from '../../src/core/manifest/manifest.ts'
import type { World } from '../../src/core/world.ts'
import type { Deployment } from './rule-case.ts'

/** The checks around the deploy of a service, with the manifest among the files of a case. */
export async function runDeployment(
  deployment: Deployment,
  world: World,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly result: undefined }> {
  const { manifest } = await readManifest(undefined, world, { sending: false })
  const known: DeploymentKnown = {
    serviceName: 'star-quest',
    stage: 'dev',
    region: deployment.region ?? 'us-east-1',
    accountId: deployment.accountId,
    skillId: deployment.skillId,
    manifest,
    template: deployment.template,
    functions: [
      { key: 'skill', logicalId: 'SkillLambdaFunction', name: 'star-quest-dev-skill' },
      { key: 'import', logicalId: 'ImportLambdaFunction', name: 'star-quest-dev-import' },
    ],
  }
  const diagnostics = [
    ...checkTemplate(known),
    ...(deployment.subscribers === true ? checkSubscribers(known) : []),
    ...checkOutputs(known, deployment.outputs ?? []),
  ]
  return { diagnostics, result: undefined }
}
