var e=["development","live"],t=["NA","EU","FE"];export{e as a,t as b};
