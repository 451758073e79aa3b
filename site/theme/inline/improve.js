(function(d){
var f=d.querySelector("[data-filter]"),s=d.getElementById("found"),q;
if(!f||!d.querySelectorAll)return;
function plain(t){t=t.toLowerCase();return t.normalize?t.normalize("NFD").replace(/[\u0300-\u036f]/g,""):t}
function filter(){
var words=plain(q.value).split(/\s+/),n=0,groups=d.querySelectorAll("[data-group]"),i,j,k,rows,text,shown,any;
for(i=0;i<groups.length;i++){
rows=groups[i].querySelectorAll("[data-row]");any=false;
for(j=0;j<rows.length;j++){
text=plain(rows[j].textContent+" "+rows[j].getAttribute("data-row"));shown=true;
for(k=0;k<words.length;k++)if(text.indexOf(words[k])<0)shown=false;
rows[j].hidden=!shown;if(shown){any=true;n++}
}
groups[i].hidden=!any;
}
s.textContent=q.value.trim()?n?n+(n>1?" trámites":" trámite"):"No lo encontramos. Pruebe con otra palabra, o llame al 1800.":"";
}
q=f.elements.q;f.hidden=false;
f.onsubmit=function(){return false};
q.oninput=filter;
q.value=decodeURIComponent((/[?&]q=([^&]*)/.exec(location.search)||["",""])[1].replace(/\+/g," "));
filter();
})(document);
