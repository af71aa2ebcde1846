// `import { withSubscribers } from 'alexa-proactive/subscribers'`, for the function of a skill: small, and
// nothing of the rest of the package is loaded with it.
export {
  type Callback,
  type RequestHandler,
  type SubscribersOptions,
  withSubscribers,
} from './handler.ts'
