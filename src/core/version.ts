/** The package's version; a test holds it equal to the one in package.json. */
export const version = '1.0.0'

/** Name and version as Amazon sees them in every request. */
export const userAgent = `alexa-proactive/${version}`
