import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{a}from"./chunk-PM34YHFO.js";import"./chunk-32US3LXU.js";import"./chunk-TDKQQU4W.js";import"./chunk-ILU7AFEX.js";import"./chunk-AULE2I6Q.js";export{a as speak};
