import library from './subscribers.js'
export const { withSubscribers } = library
