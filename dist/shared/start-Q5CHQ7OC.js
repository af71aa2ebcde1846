import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{a,b,c,d,e}from"./chunk-PUCXOLUY.js";import"./chunk-2MZNCC53.js";import"./chunk-W3FAHEDX.js";import"./chunk-32US3LXU.js";import"./chunk-TDKQQU4W.js";import"./chunk-ILU7AFEX.js";import"./chunk-ONUFO4VZ.js";import"./chunk-AULE2I6Q.js";export{e as answerOfFault,b as openService,a as openSimulation,c as startSimulator,d as takeFault};
