import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{g as a,h as b,i as c,j as d,k as e}from"./chunk-YMJVZPKU.js";import"./chunk-AASG4NK7.js";import"./chunk-DH3KGEHB.js";import"./chunk-WQNAWUZR.js";import"./chunk-ILU7AFEX.js";import"./chunk-AULE2I6Q.js";export{b as explainFileError,e as keepInput,c as openList,a as openNodeFiles,d as unreadable};
