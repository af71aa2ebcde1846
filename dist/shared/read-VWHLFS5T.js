import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{d as a}from"./chunk-CHCBJ5EH.js";import"./chunk-2MZNCC53.js";import"./chunk-W3FAHEDX.js";import"./chunk-ZSVZJ2A3.js";import"./chunk-AN6IOSV2.js";import"./chunk-32US3LXU.js";import"./chunk-TDKQQU4W.js";import"./chunk-WQNAWUZR.js";import"./chunk-ILU7AFEX.js";import"./chunk-ONUFO4VZ.js";import"./chunk-AULE2I6Q.js";export{a as readEvent};
