// On the list of procedures: what is typed narrows the list. Every word must be there; accents do not matter.
(function(d){
var f=d.querySelector("[data-filter]"),s=d.getElementById("found"),q;
if(!f||!d.querySelectorAll)return;
function plain(t){t=t.toLowerCase();return t.normalize?t.normalize("NFD").replace(/[\u0300-\u036f]/g,""):t}
// A word fits where it begins a word, or where one letter of it is wrong, left out, added or changed places.
function fits(word,text){
if(text.indexOf(word)>=0)return true;
if(word.length<5)return false;
return text.split(/[^a-z0-9]+/).some(function(t){return near(word,t.slice(0,word.length+1))||near(word,t.slice(0,word.length))||near(word,t.slice(0,word.length-1))});
}
function near(a,b){
var i=0,j=a.length,k=b.length;
if(Math.abs(j-k)>1)return false;
while(i<j&&a[i]==b[i])i++;
while(j>i&&k>i&&a[j-1]==b[k-1]){j--;k--}
return j-i<2&&k-i<2||j-i==2&&k-i==2&&a[i]==b[i+1]&&a[i+1]==b[i];
}
function filter(){
var words=plain(q.value).split(/[^a-z0-9]+/),n=0,groups=d.querySelectorAll("[data-group]"),i,j,k,rows,text,shown,any;
for(i=0;i<groups.length;i++){
rows=groups[i].querySelectorAll("[data-row]");any=false;
for(j=0;j<rows.length;j++){
text=plain(rows[j].textContent+" "+rows[j].getAttribute("data-row"));shown=true;
for(k=0;k<words.length;k++)if(words[k].length>1&&!STOP.test(words[k])&&!fits(words[k],text))shown=false;
rows[j].hidden=!shown;if(shown){any=true;n++}
}
groups[i].hidden=!any;
}
s.textContent=q.value.trim()?n?n+(n>1?_(" trámites"):_(" trámite")):"":"";
d.getElementById("none").hidden=!q.value.trim()||n>0;
}
var STOP=/^(de|del|la|el|los|las|mi|un|una|para|por|en|que|quiero|sacar|tramite|tramitar|papel)$/;
q=f.elements.q;f.hidden=false;
f.onsubmit=function(){return false};
q.oninput=filter;
q.value=decodeURIComponent((/[?&]q=([^&]*)/.exec(location.search)||["",""])[1].replace(/\+/g," "));
filter();
})(document);
