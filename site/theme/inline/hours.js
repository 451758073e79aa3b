// Where hours or stops are shown: open now or when next, and where the boat is. Days are Lima days (UTC-5).
// Holidays: Decreto Legislativo 713, art. 6, with leyes 31381, 31530, 31788 and 31822.
var abierto=function(spec,at){
var DAYS=[_("domingo"),_("lunes"),_("martes"),_("miércoles"),_("jueves"),_("viernes"),_("sábado")],FIXED=" 101 501 607 629 723 728 729 806 830 1008 1101 1208 1209 1225 ";
var now=new Date((at||Date.now())-18e6),minute=now.getUTCHours()*60+now.getUTCMinutes(),lines=spec.split(";"),i,j,s,day,left;
function holiday(t){
var d=new Date(t),y=d.getUTCFullYear(),a=y%19,b=y/100|0,c=y%100,h=(19*a+b-(b/4|0)-((b-((b+8)/25|0)+1)/3|0)+15)%30,l=(32+2*(b%4)+2*(c/4|0)-h-c%4)%7,m=(a+11*h+22*l)/451|0,e=h+l-7*m+114;
var gap=(Date.UTC(y,(e/31|0)-1,e%31+1)-Date.UTC(y,d.getUTCMonth(),d.getUTCDate()))/864e5;
return gap==2||gap==3||FIXED.indexOf(" "+((d.getUTCMonth()+1)*100+d.getUTCDate())+" ")>=0;
}
function clock(m){return (m/60|0)+":"+("0"+m%60).slice(-2)}
for(i=0;i<15;i++){
day=+now+i*864e5;
if(holiday(day))continue;
for(j=0;j<lines.length;j++){
s=lines[j].split(" ");
if(s[0].indexOf(new Date(day).getUTCDay())<0)continue;
if(!i&&minute>=+s[2])continue;
if(!i&&minute>=+s[1]){left=s[2]-minute;return left>30?["open",_("Abierto hasta las %(hour)s",clock(+s[2]))]:["soon",_("Cierra en %(minutes)s",left+(left>1?_(" minutos"):_(" minuto")))]}
return ["closed",(holiday(+now)?_("Cerrado: hoy es feriado. "):_("Cerrado ahora. "))+_("Abre %(day)s a las %(hour)s",(i?i>1?_("el %(weekday)s",DAYS[new Date(day).getUTCDay()])+(i>6?" "+new Date(day).getUTCDate():""):_("mañana"):_("hoy")),clock(+s[1]))];
}
}
return ["closed",_("Cerrado")];
};
(function(d){
var all=d.querySelectorAll("[data-hours]"),i,s,e,today=new Date(Date.now()-18e6).toISOString().slice(0,10),now=d.getElementById("now"),stops=d.querySelectorAll("[data-from]"),here,next,until,from;
for(i=0;i<all.length;i++){
s=abierto(all[i].getAttribute("data-hours"));
e=d.createElement("p");e.className=s[0];e.textContent=s[1];
all[i].appendChild(e);
}
if(!now)return;
for(i=0;i<stops.length;i++){
from=stops[i].getAttribute("data-from");until=stops[i].getAttribute("data-to")||from;
if(until<today){stops[i].className="past";stops[i].appendChild(d.createTextNode(_(" (ya pasó)")))}
else if(from<=today)here=stops[i];
else if(!next||from<next.getAttribute("data-from"))next=stops[i];
}
if(here)now.textContent=_("Ahora está en %(place)s.",here.getAttribute("data-place")+(here.getAttribute("data-to")?_(", hasta el %(day)s",here.getAttribute("data-last")):""));
if(next)now.textContent+=_(" Próxima parada: %(place)s, el %(day)s.",next.getAttribute("data-place"),next.getAttribute("data-first"));
if(!here&&!next)now.textContent=_("Todas estas fechas ya pasaron. Llame al 1800 y pregunte cuándo vuelve.");
now.hidden=false;
})(document);
