import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
var e={of:t=>t,subject:t=>`The setting ${t}`};export{e as a};
