import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{g as a,h as b,i as c,j as d}from"./chunk-4MOYOKRB.js";import"./chunk-MFIWRUTJ.js";import"./chunk-AN6IOSV2.js";import"./chunk-TDKQQU4W.js";import"./chunk-DH3KGEHB.js";import"./chunk-WQNAWUZR.js";import"./chunk-ILU7AFEX.js";import"./chunk-AULE2I6Q.js";export{c as amazonTokenUrl,a as deliver,d as eventsUrl,b as receiverOf};
