// On the pages that find the nearest centre: a district or community by its name, or where the phone is.
// What is typed and where the phone is stay here: only lists are asked for, of a province's places and of centres.
(function(d,w,n){
var box=d.getElementById("finder"),q=d.getElementById("place"),list=d.getElementById("near"),said=d.getElementById("found"),spot=d.getElementById("here"),only=d.getElementById("only"),province,known,waiting;
if(!box||!w.JSON||!box.getAttribute)return;
province=box.getAttribute("data-province");
box.hidden=false;
function plain(t){t=t.toLowerCase();return t.normalize?t.normalize("NFD").replace(/[\u0300-\u036f]/g,""):t}
function clear(t){if(list)list.innerHTML="";said.textContent=t||""}
function get(name,then){
var x=new XMLHttpRequest();
x.onload=function(){if(x.status<300)then(x.responseText);else missing(x.status)};
x.onerror=function(){missing(0)};
x.open("GET","@/lugares/"+name+".txt");x.send();
}
function missing(status){clear(status==404?_("Ese lugar queda fuera del Perú."):_("No se pudo cargar la lista ahora. Elija abajo en la lista, o pruebe otra vez con conexión."))}
function row(label,small,act){
var li=d.createElement("li"),a=d.createElement(typeof act=="string"?"a":"button"),s=d.createElement("span"),p=d.createElement("small");
s.textContent=label;if(small){p.textContent=small;s.appendChild(p)}
a.className="row";a.appendChild(s);
if(typeof act=="string")a.href=act;else{a.type="button";a.onclick=act}
li.appendChild(a);list.appendChild(li);
return a;
}
// How far what was typed is from a name: 0 the same, 1 its beginning, 2 in it, then the letters that differ.
function distance(a,b){
if(a==b)return 0;
if(!b.indexOf(a))return 1;
if((" "+b).indexOf(" "+a)>=0)return 2;
if(b.indexOf(a)>=0)return 3;
var previous=[],i,j,row;
for(j=0;j<=b.length;j++)previous[j]=j;
for(i=1;i<=a.length;i++){
row=[i];
for(j=1;j<=b.length;j++)row[j]=Math.min(previous[j]+1,row[j-1]+1,previous[j-1]+(a[i-1]==b[j-1]?0:1));
previous=row;
}
return 4+previous[b.length];
}
function load(){
if(waiting)return;
waiting=true;
get(province||"distritos",function(text){
known=[];
text.split("\n").forEach(function(line){
var f=line.split("\t"),o=f[0].split(",");
if(f[2])f[2].split(";").forEach(function(item,i){
var p=province&&f[3].split(";")[i].split(",");
known.push(province?{name:item,where:f[1],at:[-(+o[0]+ +p[0])/100,-(+o[1]+ +p[1])/100]}:{name:item.slice(2),where:f[1],to:"@/cerca/"+f[0]+"/#d"+f[0]+item.slice(0,2)});
known[known.length-1].key=plain(known[known.length-1].name);
});
});
search();
});
}
function search(){
var typed=plain(q.value.trim()),found;
clear();
if(!known||typed.length<2)return;
found=known.map(function(p){return{p:p,d:distance(typed,p.key)}}).sort(function(a,b){return a.d-b.d||(a.p.key<b.p.key?-1:1)});
if(found[0].d>3)said.textContent=_("No hay un lugar con ese nombre. ¿Es alguno de estos?");
found=found.filter(function(f,i){return i<6&&(f.d<4||found[0].d>3)});
found.forEach(function(f){row(f.p.name,f.p.where,f.p.to||function(){nearest(f.p.at,_("Cerca de %(place)s, %(where)s",f.p.name,f.p.where))})});
}
function distanceKm(at,a,b){
var r=Math.PI/180,h=Math.pow(Math.sin((a-at[0])*r/2),2)+Math.cos(at[0]*r)*Math.cos(a*r)*Math.pow(Math.sin((b-at[1])*r/2),2);
return 12742.0176*Math.asin(Math.sqrt(h));
}
function kilometres(km){return (km<1?_("menos de 1"):km<9.95?km.toFixed(1):Math.round(km))+"\u00a0km"}
// A procedure that is done at some centres only lists them: they are put in order, and no other is offered.
function order(at){
[].slice.call(only.children).map(function(li){
var km=1/0;
li.getAttribute("data-at").split(" ").forEach(function(p){p=p.split(",");if(p[1])km=Math.min(km,distanceKm(at,p[0],p[1]))});
return{li:li,km:km};
}).sort(function(a,b){return a.km-b.km}).forEach(function(c){
var b=c.li.querySelector("b")||c.li.firstChild.appendChild(d.createElement("b"));
b.textContent=c.km<1/0?kilometres(c.km):"";
only.appendChild(c.li);
});
clear(_("Desde donde está usted, en línea recta:"));
}
function nearest(at,title){
get(box.getAttribute("data-tiles")?"c"+Math.floor(at[0])+"_"+Math.floor(at[1]):"centros",function(text){
var best={};
text.split("\n").forEach(function(line){
var f=line.split("\t"),h;
if(f.length<5)return;
h=distanceKm(at,f[3],f[4]);
if(!best[f[0]]||h<best[f[0]].km)best[f[0]]={km:h,f:f};
});
clear(title);
Object.keys(best).map(function(k){return best[k]}).sort(function(a,b){return a.km-b.km}).slice(0,3).forEach(function(c){
var f=c.f,b=d.createElement("b"),p=d.createElement("p"),s;
b.textContent=kilometres(c.km);
b=row(f[1],"","@/centros/"+f[0]+"/").appendChild(b).parentNode.parentNode;
p.textContent=f[2]+". "+f[6];
b.appendChild(p);
if(f[5]){s=abierto(f[5]);p=d.createElement("p");p.className=s[0];p.textContent=s[1];b.appendChild(p)}
});
if(!list.children.length)clear(_("No conocemos la posición de ningún centro."));
said.scrollIntoView();
});
}
if(q){
q.onfocus=load;
q.oninput=function(){load();search()};
}
box.onsubmit=function(){load();return false};
if(n.geolocation&&spot){
spot.hidden=false;
spot.onclick=function(){
clear(_("Buscando dónde está…"));
n.geolocation.getCurrentPosition(function(p){p=[p.coords.latitude,p.coords.longitude];if(only)order(p);else nearest(p,_("Cerca de donde está usted"))},function(){clear(_("No se pudo saber dónde está. Escriba su distrito o elíjalo en la lista."))},{timeout:2e4,maximumAge:3e5});
};
}
})(document,window,navigator);
