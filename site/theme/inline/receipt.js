(function(d){
var form=d.getElementById("consulta"),box=d.getElementById("codigo"),answer=d.getElementById("respuesta"),rate=d.getElementById("opinion"),code="";
var outcomes={completed:_("Completado"),pending:_("Pendiente: falta un paso que no depende de usted ni del puesto"),not_completed:_("No se pudo terminar"),not_offered:_("Ahí no se ofrece")};
var months=_each("enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre").split(" ");
function say(title,rows){
answer.textContent="";
var h=d.createElement("h2");h.textContent=title;answer.appendChild(h);
for(var i=0;i<rows.length;i++){var p=d.createElement("p");p.textContent=rows[i];answer.appendChild(p)}
}
function ask(method,path,body,done){
var r=new XMLHttpRequest();
r.open(method,path);r.timeout=60000;
r.onload=function(){var said;try{said=JSON.parse(r.responseText)}catch(e){said={}}done(r.status,said)};
r.onerror=r.ontimeout=function(){done(0,{})};
if(body)r.setRequestHeader("Content-Type","application/json");
r.send(body?JSON.stringify(body):null);
}
// What a page is called: the answer has ids only, and a list of all names would be heavier than all the rest.
function called(path,done){
var r=new XMLHttpRequest(),id=path.split("/")[2],h=d.createElement("textarea");
if(!path)return done("");
r.open("GET",path);r.timeout=20000;
r.onload=function(){h.innerHTML=(/<h1>([^<]*)</.exec(r.responseText)||["",id])[1];done(h.value)};
r.onerror=r.ontimeout=function(){done(id)};
r.send();
}
function failed(status,said){
if(status===0)return say(_("Sin conexión"),[_("Pruebe otra vez cuando tenga conexión.")]);
say(said.title||_("Ahora no se puede consultar"),[said.detail||_("Pruebe en unos minutos, o llame al 1800.")]);
}
function look(){
code=box.value.replace(/[^0-9a-z]/gi,"");rate.hidden=true;
if(!code)return say(_("Escriba su código"),[_("Son 13 letras y cifras.")]);
say(_("Un momento…"),[]);
ask("GET","/api/v1/receipts/"+encodeURIComponent(code),null,function(status,said){
if(status!==200)return failed(status,said);
var day=said.day.split("-");
called("/centros/"+said.centre+"/",function(centre){
called(said.procedure?"/tramites/"+said.procedure+"/":"",function(procedure){
say(procedure||_("Un trámite que ahí no se ofrece"),[outcomes[said.outcome]||said.outcome,centre,_("%(day)s de %(month)s de %(year)s",Number(day[2]),months[day[1]-1],day[0])]);
rate.hidden=false;
})});
});
}
form.onsubmit=function(){location.hash=box.value.replace(/[^0-9a-z]/gi,"");look();return false};
rate.onclick=function(e){
var value=Number(e.target.value);
if(!value)return;
ask("POST","/api/v1/ratings",{code:code,rating:value},function(status,said){
if(status===200){rate.hidden=true;say(_("Gracias por opinar"),[_("Su opinión quedó anotada, sin su nombre.")])}
else{if(status===409)rate.hidden=true;failed(status,said)}
answer.scrollIntoView();
});
};
function arrive(){var said=decodeURIComponent(location.hash.slice(1));if(said){box.value=said;look()}}
form.hidden=false;d.getElementById("telefono").hidden=true;window.onhashchange=function(){if(location.hash.slice(1)!==code)arrive()};arrive();
})(document);
