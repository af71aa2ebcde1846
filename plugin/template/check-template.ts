import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { listed } from '../../src/core/listed.ts'
import { placeholderIn, triggerRegions } from '../../src/core/manifest/address.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { checkPermission } from './check-permissions.ts'
import { checkSkillIds, checkSkillOfService } from './check-skill-ids.ts'
import type { DeploymentKnown } from './known.ts'
import { alexaPermissions } from './permissions.ts'

/**
 * Checks the compiled template of a service against the manifest of its skill: that Alexa may call the
 * functions that the manifest sends events to, for this skill and no other, and that the endpoints
 * agree with what is deployed. What cannot be resolved before the deploy is never held against it.
 *
 * @returns findings with a place in the manifest where the manifest is at fault, else without
 */
export function checkTemplate(known: DeploymentKnown): readonly Diagnostic[] {
  const { targets, diagnostics } = checkEndpoints(known)
  const endpoints = known.manifest?.endpoints ?? []
  const isAddressed = endpoints.some(({ uri }) => placeholderIn(uri) === undefined)
  return [
    ...checkRegion(known),
    ...diagnostics,
    ...targets.flatMap(target => checkPermission(target, known)),
    ...(isAddressed ? [] : checkSkillOfService(known)),
    ...checkSkillIds(known),
  ]
}

/** Without a permission of Alexa, a region may well be one that Alexa knows nothing of. */
function checkRegion(known: DeploymentKnown): readonly Diagnostic[] {
  const isForAlexa = alexaPermissions(known).some(({ isCertain }) => isCertain)
  if (!isForAlexa || triggerRegions.includes(known.region)) return []
  const diagnostic = finding(
    'deployment/region-without-trigger',
    undefined,
    `The service is deployed to ${known.region}, where Alexa cannot call functions.`,
    `Set provider.region in serverless.yml, or --region, to ${listed(triggerRegions, 'or')}.`,
  )
  return [diagnostic]
}
