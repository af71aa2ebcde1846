const e=require("./context-Y0BZF_ej.js"),t=require("./start-CHoILY4j.js"),n=require("./inbox-DvaT8FtW.js");let r=require("node:net");const i={"content-security-policy":`default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,"x-content-type-options":`nosniff`,"x-frame-options":`DENY`,"referrer-policy":`no-referrer`,"cross-origin-opener-policy":`same-origin`,"cross-origin-resource-policy":`same-origin`,"cache-control":`no-store`},a={"/":[`text/html; charset=utf-8`,`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inbox · alexa-proactive simulator</title>
<link rel="icon" href="/inbox/icon.svg">
<link rel="stylesheet" href="/inbox/style.css">
<script type="module" src="/inbox/app.js"><\/script>
</head>
<body>
<a class="skip" href="#requests">Skip to the requests</a>
<header>
<h1>Inbox</h1>
<p>What the simulator's customers get. Nobody else is notified.</p>
<p id="link"></p>
</header>
<main id="app"><noscript>The inbox needs JavaScript: turn it on for this address. All of it comes from the simulator itself.</noscript></main>
<div id="news" class="unseen" role="log" aria-label="News"></div>
</body>
</html>
`],"/inbox/app.js":[`text/javascript; charset=utf-8`,'const e=globalThis,t=e=>e,n=e.trustedTypes,r=n?n.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,i=`$lit$`,a=`lit$${Math.random().toFixed(9).slice(2)}$`,o=`?`+a,s=`<${o}>`,c=document,l=()=>c.createComment(``),u=e=>e===null||typeof e!=`object`&&typeof e!=`function`,d=Array.isArray,f=e=>d(e)||typeof e?.[Symbol.iterator]==`function`,p=`[ 	\n\\f\\r]`,m=/<(?:(!--|\\/[^a-zA-Z])|(\\/?[a-zA-Z][^>\\s]*)|(\\/?$))/g,h=/-->/g,g=/>/g,_=RegExp(`>|${p}(?:([^\\\\s"\'>=/]+)(${p}*=${p}*(?:[^ \\t\\n\\f\\r"\'\\`<>=]|("|\')|))|$)`,`g`),v=/\'/g,y=/"/g,ee=/^(?:script|style|textarea|title)$/i,b=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),x=Symbol.for(`lit-noChange`),S=Symbol.for(`lit-nothing`),te=new WeakMap,C=c.createTreeWalker(c,129);function ne(e,t){if(!d(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return r===void 0?t:r.createHTML(t)}const w=(e,t)=>{let n=e.length-1,r=[],o,c=t===2?`<svg>`:t===3?`<math>`:``,l=m;for(let t=0;t<n;t++){let n=e[t],u,d,f=-1,p=0;for(;p<n.length&&(l.lastIndex=p,d=l.exec(n),d!==null);)p=l.lastIndex,l===m?d[1]===`!--`?l=h:d[1]===void 0?d[2]===void 0?d[3]!==void 0&&(l=_):(ee.test(d[2])&&(o=RegExp(`</`+d[2],`g`)),l=_):l=g:l===_?d[0]===`>`?(l=o??m,f=-1):d[1]===void 0?f=-2:(f=l.lastIndex-d[2].length,u=d[1],l=d[3]===void 0?_:d[3]===`"`?y:v):l===y||l===v?l=_:l===h||l===g?l=m:(l=_,o=void 0);let b=l===_&&e[t+1].startsWith(`/>`)?` `:``;c+=l===m?n+s:f>=0?(r.push(u),n.slice(0,f)+i+n.slice(f)+a+b):n+a+(f===-2?t:b)}return[ne(e,c+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]};var T=class e{constructor({strings:t,_$litType$:r},s){let c;this.parts=[];let u=0,d=0,f=t.length-1,p=this.parts,[m,h]=w(t,r);if(this.el=e.createElement(m,s),C.currentNode=this.el.content,r===2||r===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(c=C.nextNode())!==null&&p.length<f;){if(c.nodeType===1){if(c.hasAttributes())for(let e of c.getAttributeNames())if(e.endsWith(i)){let t=h[d++],n=c.getAttribute(e).split(a),r=/([.?@])?(.*)/.exec(t);p.push({type:1,index:u,name:r[2],strings:n,ctor:r[1]===`.`?re:r[1]===`?`?ie:r[1]===`@`?ae:k}),c.removeAttribute(e)}else e.startsWith(a)&&(p.push({type:6,index:u}),c.removeAttribute(e));if(ee.test(c.tagName)){let e=c.textContent.split(a),t=e.length-1;if(t>0){c.textContent=n?n.emptyScript:``;for(let n=0;n<t;n++)c.append(e[n],l()),C.nextNode(),p.push({type:2,index:++u});c.append(e[t],l())}}}else if(c.nodeType===8){if(c.data===o)p.push({type:2,index:u});else{let e=-1;for(;(e=c.data.indexOf(a,e+1))!==-1;)p.push({type:7,index:u}),e+=a.length-1}}u++}}static createElement(e,t){let n=c.createElement(`template`);return n.innerHTML=e,n}};function E(e,t,n=e,r){if(t===x)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=u(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=E(e,i._$AS(e,t.values),i,r)),t}var D=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??c).importNode(t,!0);C.currentNode=r;let i=C.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new O(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new oe(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=C.nextNode(),a++)}return C.currentNode=c,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},O=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=S,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=E(this,e,t),u(e)?e===S||e==null||e===``?(this._$AH!==S&&this._$AR(),this._$AH=S):e!==this._$AH&&e!==x&&this._(e):e._$litType$===void 0?e.nodeType===void 0?f(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==S&&u(this._$AH)?this._$AA.nextSibling.data=e:this.T(c.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=T.createElement(ne(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new D(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=te.get(e.strings);return t===void 0&&te.set(e.strings,t=new T(e)),t}k(t){d(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(l()),this.O(l()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,n){for(this._$AP?.(!1,!0,n);e!==this._$AB;){let n=t(e).nextSibling;t(e).remove(),e=n}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},k=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=S,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=S}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=E(this,e,t,0),a=!u(e)||e!==this._$AH&&e!==x,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=E(this,r[n+o],t,o),s===x&&(s=this._$AH[o]),a||=!u(s)||s!==this._$AH[o],s===S?e=S:e!==S&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===S?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},re=class extends k{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===S?void 0:e}},ie=class extends k{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==S)}},ae=class extends k{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=E(this,e,t,0)??S)===x)return;let n=this._$AH,r=e===S&&n!==S||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==S&&(n===S||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},oe=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){E(this,e)}};const se={M:i,P:a,A:o,C:1,L:w,R:D,D:f,V:E,I:O,H:k,N:ie,U:ae,B:re,F:oe},ce=e.litHtmlPolyfillSupport;ce?.(T,O),(e.litHtmlVersions??=[]).push(`3.3.3`);const le=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new O(t.insertBefore(l(),e),e,void 0,n??{})}return i._$AI(e),i},A={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ue=e=>(...t)=>({_$litDirective$:e,values:t});var de=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};const{I:fe}=se,pe=e=>e,me=e=>e.strings===void 0,he=()=>document.createComment(``),j=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0){let t=r.insertBefore(he(),i),a=r.insertBefore(he(),i);n=new fe(t,a,e,e.options)}else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=pe(e).nextSibling;pe(r).insertBefore(e,i),e=t}}}return n},M=(e,t,n=e)=>(e._$AI(t,n),e),ge={},N=(e,t=ge)=>e._$AH=t,_e=e=>e._$AH,P=e=>{e._$AR(),e._$AA.remove()},ve=ue(class extends de{constructor(e){if(super(e),e.type!==A.PROPERTY&&e.type!==A.ATTRIBUTE&&e.type!==A.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!me(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===x||t===S)return t;let n=e.element,r=e.name;if(e.type===A.PROPERTY){if(t===n[r])return x}else if(e.type===A.BOOLEAN_ATTRIBUTE){if(!!t===n.hasAttribute(r))return x}else if(e.type===A.ATTRIBUTE&&n.getAttribute(r)===t+``)return x;return N(e),t}}),F=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},ye=ue(class extends de{constructor(e){if(super(e),e.type!==A.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=_e(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=M(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=M(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=M(i[d],a[m]),j(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=M(i[f],a[p]),j(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=F(o,p,m),u=F(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=j(e,i[d]);M(t,a[p]),c[p]=t}else c[p]=M(n,a[p]),j(e,i[d],n),i[t]=null;p++}else P(i[f]),f--}else P(i[d]),d++;for(;p<=m;){let t=j(e,c[m+1]);M(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&P(e)}return this.ut=o,N(e,c),x}}),I=document.querySelector(`#news`);let L=xe(),R,be;function xe(){return{sentences:[],notifications:[],requests:[]}}function z(...e){B({sentences:e})}function Se(e){B({notifications:e})}function Ce(e){B({requests:e})}function B(e){if(Object.values(e).flat().length===0)return;for(let[t,n]of Object.entries(e))L[t].push(...n);let t=Date.now();R??=t,clearTimeout(be),be=setTimeout(we,Math.max(0,Math.min(700,R+1e4-t)))}function we(){let{sentences:e,notifications:t,requests:n}=L,r=[...e,...Te(t),...Ee(n)];L=xe(),R=void 0;let i=document.createElement(`p`);i.textContent=r.join(` `),I.append(i),I.children.length>5&&I.firstElementChild.remove()}function Te(e){let t=Map.groupBy(e,({name:e})=>e),[n,...r]=[...t.values()];if(n===void 0)return[];let{name:i,sentence:a}=n.at(-1),o=n.reduce((e,{number:t})=>e+t,0),s=o===1?`New notification for ${i}: ${a}`:`${o} new notifications for ${i}, the last: ${a}`;return r.length===0?[s]:[s,`Also for ${(r.length>3?[`${r.length} more customers`]:[...t.keys()].slice(1)).join(`, `)}.`]}function Ee(e){let t=e.at(-1);if(t===void 0)return[];let n=`${t.status===void 0?`not answered`:`answered ${t.status}`}: ${De(t.note)}.`;if(e.length===1)return[`Request ${n}`];let r=e.filter(({status:e})=>e===void 0||e>=400).length,i=r===0?``:`, ${r} of them failed`;return[`${e.length} requests${i}; the last was ${n}`]}function De(e){let[t]=e.replace(/\\.$/,``).split(`. `);return t.replace(/[0-9a-f]{16,}/g,e=>`${e.slice(0,4)} …`)}const V={offered:[],requests:[],customers:[],faults:[],files:void 0,readings:new Map,aloud:!0,speaking:void 0,done:``,problem:``},H=new Map,Oe={speech:`You have no notifications.`,wording:`exact`,locale:`en-US`},ke=document.querySelector(`#app`),U=document.querySelector(`#link`),W=`The simulator does not answer. Is it still running?`;ke.replaceChildren();let G=!1;function K(){G||(G=!0,requestAnimationFrame(()=>{G=!1,le(Be(V),ke)}))}let q=!1;function Ae(){let e=new EventSource(`/inbox/live`);e.addEventListener(`open`,()=>{U.textContent===W&&z(`The simulator answers again.`),J(`Live`,`good`)}),e.addEventListener(`error`,()=>{U.textContent!==W&&z(W),J(W,`bad`),e.readyState===EventSource.CLOSED&&setTimeout(Ae,2e3)}),e.addEventListener(`hello`,({data:e})=>{q=!1,Object.assign(V,{problem:``,done:``},JSON.parse(e)),K()}),e.addEventListener(`requests`,({data:e})=>{let t=JSON.parse(e);V.requests=[...V.requests,...t].slice(-1e3),Ce(t),K()}),e.addEventListener(`view`,({data:e})=>{let t={...V};Object.assign(V,{files:void 0},JSON.parse(e)),X(),q&&je(t,V),q=!0,K()})}function J(e,t){U.textContent=e,U.className=t}J(`Connecting …`,``),Ae(),`speechSynthesis`in window&&speechSynthesis.addEventListener(`voiceschanged`,K),setInterval(K,1e4),addEventListener(`pagehide`,()=>{V.speaking!==void 0&&Q()});function je(e,t){let{files:n,faults:r}=t;n!==void 0&&n.time!==e.files?.time&&z(...qe(n)),r.length>e.faults.length&&z(Je(r)),Se(t.customers.flatMap((t,n)=>Me(e.customers[n],t)))}function Me(e,t){let n=new Set(e?.waiting.map(({referenceId:e})=>e)),r=t.waiting.filter(({referenceId:e})=>!n.has(e)),i=r.at(-1);if(i===void 0)return[];let a=t.older-(e?.older??0);return[{name:Ue(t),number:Math.max(r.length,t.waiting.length-n.size+a),sentence:i.spoken.speech}]}async function Y(e,t=``){V.problem=``;let n=(await fetch(`/inbox/act`,{method:`POST`,headers:{"content-type":`application/json`},body:JSON.stringify(e)}).catch(()=>void 0))?.ok===!0;n||(V.problem=`The simulator did not do this. Is it still running?`),V.done=n?t:``;let r=n?t:V.problem;return r!==``&&z(r),K(),n}async function Ne({id:e},t){H.set(e,t),X();let n=await Y({do:`turn`,customer:e,on:t});n||H.set(e,!t),X(),H.delete(e),n||K()}function X(){for(let e of V.customers)e.on=H.get(e.id)??e.on}function Pe(e){if(V.speaking?.id===e.id)return Q();let t=ze(e),n=t.length>0?t.map(e=>e.spoken):[Oe];V.readings.set(e.id,n),V.aloud&&Z()?Le(e.id,n):z(...n.map(({speech:e})=>e)),Y({do:`read`,customer:e.id})}function Z(){return`speechSynthesis`in window&&speechSynthesis.getVoices().length>0}function Fe(e){let t=e=>e.split(/[-_]/)[0],n=new Set(speechSynthesis.getVoices().map(({lang:e})=>t(e)));return[...new Set(e.flatMap(Ie).map(({lang:e})=>e))].filter(e=>!n.has(t(e)))}function Ie({speech:e,parts:t,locale:n}){return t===void 0?[{text:e,lang:n}]:t.filter(({text:e})=>/[\\p{L}\\p{N}]/u.test(e)).map(({kind:e,text:t})=>({text:t,lang:e===`localized`?n:`en-US`}))}function Le(e,t){Q();let n=t.flatMap(Ie).map(({text:e,lang:t})=>{let n=new SpeechSynthesisUtterance(e);return n.lang=t,n}),r={id:e,utterances:n};V.speaking=r;let i=e=>{V.speaking===r&&(Q(),V.problem=e,e!==``&&z(e,...t.map(({speech:e})=>e)))};n.at(-1).addEventListener(`end`,()=>i(``));for(let e of n)e.addEventListener(`error`,()=>i(`The browser could not read this aloud.`)),speechSynthesis.speak(e)}function Q(){V.speaking=void 0,speechSynthesis.cancel(),K()}function Re(e){V.aloud=e,e?K():Q()}function ze({waiting:e}){let t=Date.now();return e.filter(({expiryTime:e})=>Date.parse(e)>t)}function Be({customers:e,problem:t}){return b`\n    ${t===``?S:b`<p class="problem">${t}</p>`}\n    <section aria-labelledby="customers-title">\n      <h2 id="customers-title">Customers</h2>\n      <p class="hint">Sentences follow Amazon\'s published templates. Lights and banners are drawn here, not by Alexa.</p>\n      ${Z()?b`<label class="switch aloud"><input type="checkbox" role="switch" .checked=${V.aloud} @change=${({target:e})=>Re(e.checked)}> Read with the browser\'s voice</label>`:S}\n      <ul class="customers">${e.map(Ve)}</ul>\n    </section>\n    ${Ke(V)} ${Ye(V)} ${Xe(V)}\n  `}function Ve(e){let{id:t,region:n,stage:r,locale:i,on:a}=e,o=ze(e),s=Ue(e),c=o.at(-1),l=V.readings.get(t)??[],u=V.speaking?.id===t?`Stop reading`:`Read my notifications`;return b`<li class="customer ${a?``:`off`}">\n    <h3>${n} <span class="stage ${r}">${r}</span> <span class="locale">${i}</span></h3>\n    <div class="devices">\n      <div class="speaker ${o.length>0?`lit`:``}" role="img"\n        aria-label=${o.length>0?`Speaker, yellow light: a notification waits`:`Speaker, no light`}></div>\n      <div class="screen">\n        ${c===void 0?b`<span class="quiet">${a?`No notifications`:`Notifications are off`}</span>`:b`<p class="banner"><strong>${nt(c.eventName)}</strong> <span lang=${tt(c.spoken)}>${$(c.spoken)}</span></p>`}\n      </div>\n    </div>\n    <p class="count">${it(o.length+e.older)}</p>\n    <div class="actions">\n      <button type="button" aria-label="${u}, ${s}" @click=${()=>Pe(e)}>${u}</button>\n      <label class="switch"><input type="checkbox" role="switch" .checked=${ve(a)} aria-label="Subscribed, notifications of ${s}"\n        @change=${({target:t})=>Ne(e,t.checked)}> <span aria-hidden="true">Subscribed</span></label>\n    </div>\n    <div class="reading">${l.map(e=>b`<p>${We(e)}</p>`)}${He(l)}</div>\n    ${c===void 0?S:Ge(c.spoken)}\n  </li>`}function He(e){let t=V.aloud&&Z()?Fe(e):[];return t.length===0?S:b`<p class="hint">This browser has no voice for ${t.join(`, `)}. It uses another voice, or stays silent.</p>`}function Ue({region:e,stage:t,locale:n}){return`${e} ${t} ${n}`}function We(e){return b`<span lang=${tt(e)}>“${$(e)}”</span>`}function $({speech:e,parts:t,locale:n}){return t===void 0?e:t.map(({kind:e,text:t})=>e===`localized`?b`<b lang=${n}>${t}</b>`:t)}function Ge({notes:e}){return e.length===0?S:b`<ul class="notes">${e.map(e=>b`<li>${e}</li>`)}</ul>`}function Ke({files:e}){return e===void 0?S:b`<section aria-labelledby="files-title">\n    <h2 id="files-title">Your files</h2>\n    <div class="files">\n      <p><strong class=${e.failed?`bad`:`good`}>${e.outcome}</strong>\n        <span class="hint">${e.names.join(`, `)}, checked at ${at(e.time)}. Save one of them to check and send again.</span></p>\n      ${e.findings.length===0?S:b`<ul class="findings">${e.findings.map(({severity:e,text:t})=>b`<li><span class=${e}>${e}</span> ${t}</li>`)}</ul>`}\n      ${e.preview.length===0?S:b`<dl class="preview">${e.preview.map(e=>b`<div><dt>${e.locale}</dt><dd>${We(e)}${Ge(e)}</dd></div>`)}</dl>`}\n    </div>\n  </section>`}function qe({outcome:e,findings:t}){let n=t.slice(0,3).map(({severity:e,text:t})=>`${rt(e)}: ${t}`),r=t.length-n.length;return[`Your files: ${e}`,...n,...r>0?[`And ${r} more findings.`]:[]]}function Je(e){return e.length===0?`No fault is waiting.`:`Waiting: ${e.join(`; `)}.`}function Ye({offered:e,faults:t,done:n}){return b`<section aria-labelledby="faults-title">\n    <h2 id="faults-title">Faults for the next request</h2>\n    <div class="faults">\n      ${e.map(e=>b`<button type="button" @click=${()=>Y({do:`fault`,fault:e})}>${e}</button>`)}\n      <button type="button" @click=${()=>Y({do:`revoke`},`All tokens are invalid now.`)}>Make all tokens invalid</button>\n    </div>\n    <p>${Je(t)} ${n}</p>\n  </section>`}function Xe({requests:e}){return b`<section aria-labelledby="requests">\n    <h2 id="requests" tabindex="-1">Requests</h2>\n    ${e.length===0?b`<p class="empty">Nothing came in yet. Send with the command that the terminal shows.</p>`:b`<p class="hint">${e.length===1?`1 request`:`${e.length} requests`}, the newest first. Credentials are hidden.</p>`}\n    <ol class="requests" reversed>${ye([...e].reverse(),Ze,Qe)}</ol>\n  </section>`}function Ze({id:e,time:t}){return`${t} ${e}`}function Qe(e){let{time:t,method:n,path:r,status:i,note:a}=e,o=i!==void 0&&i<400;return b`<li><details @toggle=${({target:t})=>$e(t,e)}>\n    <summary><time datetime=${t}>${at(t)}</time> <span class="status ${o?`good`:`bad`}">${i??`none`}</span>\n      <span class="path">${n} ${r}</span> <span class="note">${a}</span></summary>\n    <div class="whole"></div>\n  </details></li>`}function $e(e,{headers:t,body:n}){let r=Object.entries(t).map(([e,t])=>`${e}: ${t}`);le(e.open?b`${et(`Headers`,r.join(`\n`))}${et(`Body`,n===``?`(empty)`:n)}`:S,e.querySelector(`.whole`))}function et(e,t){return b`<p class="title" aria-hidden="true">${e}</p><pre tabindex="0" role="group" aria-label=${e}>${t}</pre>`}function tt({parts:e,locale:t}){return e===void 0?t:`en`}function nt(e){return rt((e.split(`.`)[1]??e).replace(/([a-z])([A-Z])/g,`$1 $2`).toLowerCase())}function rt(e){return e.slice(0,1).toUpperCase()+e.slice(1)}function it(e){return e===0?`Nothing is waiting`:e===1?`1 notification is waiting`:`${e} notifications are waiting`}function at(e){return new Date(e).toLocaleTimeString(`en-GB`)}'],"/inbox/style.css":[`text/css; charset=utf-8`,`:root {
color-scheme: light dark;
--ground: #f4f6f8;
--surface: #fff;
--line: #d3dae1;
--text: #16202a;
--soft: #51606e;
--accent: #0b5cad;
--good: #146c3a;
--bad: #b3261e;
--warn: #7a5200;
--light: #f5b800;
--device: #10202e;
--device-text: #f2f6f9;
}
@media (prefers-color-scheme: dark) {
:root {
--ground: #10171e;
--surface: #18222c;
--line: #35434f;
--text: #e8eef3;
--soft: #a6b4c0;
--accent: #7cb8f5;
--good: #6fd398;
--bad: #ff9a90;
--warn: #f0c060;
--device: #05090d;
}
}
@media (prefers-contrast: more) {
:root {
--soft: var(--text);
--line: var(--text);
}
}
* {
box-sizing: border-box;
}
body {
margin: 0 auto;
max-width: 76rem;
padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem;
background: var(--ground);
color: var(--text);
font:
1rem / 1.5 system-ui,
sans-serif;
overflow-wrap: anywhere;
}
header {
display: flex;
flex-wrap: wrap;
align-items: baseline;
gap: 0 1rem;
}
header p {
margin: 0;
color: var(--soft);
}
#link {
margin-left: auto;
font-weight: 600;
}
h1 {
margin: 0;
font-size: 1.75rem;
}
h2 {
margin: 2.5rem 0 0.5rem;
font-size: 1.2rem;
}
h3,
.title {
margin: 0;
font-size: 1rem;
font-weight: 700;
}
.hint,
.count,
.notes,
.empty {
margin: 0 0 0.75rem;
color: var(--soft);
font-size: 0.9rem;
}
.skip {
position: absolute;
left: -999rem;
}
/* For screen readers alone: what the eye sees by its place. */
.unseen {
position: absolute;
width: 1px;
height: 1px;
overflow: hidden;
clip-path: inset(50%);
white-space: nowrap;
}
.skip:focus {
left: 1rem;
top: 0.5rem;
padding: 0.5rem 1rem;
background: var(--surface);
}
:focus-visible {
outline: 3px solid var(--accent);
outline-offset: 2px;
}
.customers,
.requests,
.findings {
margin: 0;
padding: 0;
list-style: none;
}
.customers {
display: grid;
grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr));
gap: 1rem;
}
.customer,
.files,
.requests,
.empty {
padding: 1rem;
border: 1px solid var(--line);
border-radius: 0.75rem;
background: var(--surface);
}
.requests {
padding: 0;
}
.requests:empty {
display: none;
}
.stage {
margin: 0 0.25rem;
padding: 0.1rem 0.5rem;
border: 1px solid currentcolor;
border-radius: 1rem;
color: var(--soft);
font-size: 0.8rem;
}
.stage.live {
color: var(--bad);
}
.locale {
color: var(--soft);
font-weight: 400;
}
.devices {
display: flex;
align-items: center;
gap: 1rem;
margin: 1rem 0 0.75rem;
}
.speaker {
flex: none;
width: 4rem;
height: 4rem;
border: 0.4rem solid #44525e;
border-radius: 50%;
background: var(--device);
}
.speaker.lit {
border-color: var(--light);
box-shadow: 0 0 1.2rem var(--light);
}
/* Without colors of its own, a light is a disc that is filled. */
@media (forced-colors: active) {
.speaker.lit {
border-color: canvastext;
background: var(--light);
forced-color-adjust: none;
}
}
.screen {
display: grid;
flex: 1;
min-height: 6.5rem;
padding: 0.5rem;
border: 0.25rem solid #44525e;
border-radius: 0.6rem;
background: var(--device);
color: var(--device-text);
}
.quiet {
place-self: center;
color: #b4c0ca;
font-size: 0.9rem;
}
.banner {
align-self: start;
margin: 0;
padding: 0.5rem 0.75rem;
border-left: 0.25rem solid var(--light);
border-radius: 0.35rem;
background: #253543;
font-size: 0.9rem;
}
.banner strong {
display: block;
}
.actions,
.faults {
display: flex;
flex-wrap: wrap;
align-items: center;
gap: 0.5rem;
}
.faults {
gap: 0.5rem;
}
button {
min-height: 2.75rem;
padding: 0.4rem 0.7rem;
border: 1px solid var(--line);
border-radius: 0.5rem;
background: var(--surface);
color: var(--accent);
cursor: pointer;
font:
600 0.9rem / 1.4 system-ui,
sans-serif;
}
button:hover {
border-color: var(--accent);
}
.switch {
display: flex;
align-items: center;
gap: 0.35rem;
min-height: 2.75rem;
margin-left: auto;
font-size: 0.9rem;
cursor: pointer;
}
.switch input {
flex: none;
width: 1.5rem;
height: 1.5rem;
accent-color: var(--accent);
}
.aloud {
margin: 0 0 0.75rem;
}
.reading p {
margin: 0.75rem 0 0;
font-size: 1.05rem;
}
.notes {
margin: 0.75rem 0 0;
padding-left: 1.1rem;
}
.files p {
margin: 0;
}
.findings,
.preview {
margin: 0.75rem 0 0;
}
.preview div {
display: flex;
gap: 1rem;
padding: 0.5rem 0;
border-top: 1px solid var(--line);
}
.preview dt {
flex: none;
width: 4rem;
color: var(--soft);
}
.preview dd {
margin: 0;
}
.good {
color: var(--good);
}
.bad,
.error {
color: var(--bad);
}
.warning {
color: var(--warn);
}
.error,
.warning,
.notice {
font-weight: 600;
}
.problem {
padding: 0.75rem 1rem;
border-left: 0.25rem solid var(--bad);
background: var(--surface);
}
.requests > li {
content-visibility: auto;
contain-intrinsic-size: auto 3rem;
}
.requests > li + li {
border-top: 1px solid var(--line);
}
summary {
display: flex;
flex-wrap: wrap;
gap: 0 1rem;
padding: 0.7rem 1rem;
cursor: pointer;
}
summary::before {
content: "▸" / "";
color: var(--soft);
}
[open] > summary::before {
content: "▾" / "";
}
summary::-webkit-details-marker {
display: none;
}
time,
.note {
color: var(--soft);
}
.note {
flex: 1 1 18rem;
}
.status {
width: 2.5rem;
font-weight: 700;
}
.path,
time,
pre {
font-family: ui-monospace, monospace;
font-size: 0.875rem;
line-height: 1.7;
}
.whole {
padding: 0 1rem 1rem;
}
pre {
max-height: min(30rem, 75vh);
margin: 0.25rem 0 1rem;
padding: 0.75rem 1rem;
overflow: auto;
border: 1px solid var(--line);
border-radius: 0.5rem;
background: var(--ground);
white-space: pre-wrap;
}
`],"/inbox/icon.svg":[`image/svg+xml`,`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="12" fill="#10202e" stroke="#f5b800" stroke-width="5"/></svg>`]},o=1e3;async function s(e={},r=[]){let i,a=await t.startSimulator({...e,subscribers:n.r(r),front:c(e.host,()=>i),onRequest(t){e.onRequest?.(t),i?.add(t)}});return i=n.n(a),{simulator:a,inbox:i}}function c(e,t){return(n,r)=>{let i=(n.url??``).replace(/\?.*$/s,``);if(i!==`/`&&!i.startsWith(`/inbox/`))return!1;let a=t(),o=u(n,e);return o===void 0?a===void 0?m(r,403,`The simulator is still starting.`):l(i,n,r,a):m(r,403,o),!0}}function l(e,t,n,r){let o=t.method===`POST`,s=a[e];o&&e===`/inbox/act`?f(t,n,r):t.method===`GET`?e===`/inbox/live`?p(n,r):s===void 0?m(n,404,`There is nothing here.`):n.writeHead(200,{...i,"content-type":s[0]}).end(s[1]):m(n,405,`This is read with GET.`)}function u({headers:e,method:t,url:n},i){let a=d(e.host);if(a===void 0||!(a===`localhost`||a===i||(0,r.isIP)(a)>0))return`The inbox is served to localhost and to addresses in numbers only.`;if(e.origin!==void 0&&e.origin!==`http://${e.host}`)return`The inbox answers its own page only.`;let o=e[`sec-fetch-site`],s=n===`/`&&e[`sec-fetch-mode`]===`navigate`;if(o!==void 0&&o!==`same-origin`&&o!==`none`&&!s)return`The inbox answers its own page only.`;if(t!==`POST`)return;let c=e[`content-type`]===`application/json`;return e.origin!==void 0&&c?void 0:`An action is JSON from the page itself.`}function d(e){let t=`http://${e}`;return e!==void 0&&URL.canParse(t)?new URL(t).hostname.replace(/^\[|\]$/g,``):void 0}function f(t,n,r){let a=``;t.setEncoding(`utf8`).on(`data`,e=>{a.length<=o&&(a+=e)}),t.on(`end`,()=>{let t=a.length>o?void 0:e.yt(a),s=t===void 0?`This is no JSON.`:r.act(t);s===void 0?n.writeHead(204,i).end():m(n,400,s)})}function p(e,t){e.writeHead(200,{...i,"content-type":`text/event-stream`}),e.write(`retry: 1000
`);let r=(t,n)=>{e.write(`event: ${t}\ndata: ${JSON.stringify(n)}\n\n`)};r(`hello`,{offered:Object.keys(n.t),requests:t.requests()}),r(`view`,t.view());let a=[],o,s=()=>{o=void 0,a.length>0&&r(`requests`,a),a=[],r(`view`,t.view())},c=t.listen(e=>{e!==void 0&&a.push(e),o??=setTimeout(s,100)});e.on(`close`,()=>{c(),clearTimeout(o)})}function m(e,t,n){e.writeHead(t,{...i,"content-type":`text/plain; charset=utf-8`}).end(`${n}\n`)}exports.startInbox=s;