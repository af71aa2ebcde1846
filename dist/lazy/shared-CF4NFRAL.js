function i(n,e="and"){let t=n.at(-1)??"";return n.length<2?t:`${n.slice(0,-1).join(", ")} ${e} ${t}`}export{i as a};
